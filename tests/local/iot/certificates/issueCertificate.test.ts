import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { connect, createServer } from 'node:tls';
import { bits, integer, oid, sequence, time, utf8 } from '../../../../local/iot/certificates/encodeDer.ts';
import { type CertificateUse, issueCertificate } from '../../../../local/iot/certificates/issueCertificate.ts';

const NOW = Date.UTC(2026, 10, 21, 14);
const DAY = 86_400_000;
const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const authorityKey = newKey();
const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex');

function issue(use: CertificateUse, options: { subject?: string; fromMs?: number; untilMs?: number } = {}) {
  const key = use.kind === 'authority' ? authorityKey : newKey();
  const pem = issueCertificate({
    subject: options.subject ?? 'somebody',
    subjectKey: key,
    issuer: 'the authority',
    issuerKey: authorityKey,
    serial: Buffer.from([0x4b, 1, 2, 3]),
    fromMs: options.fromMs ?? Date.UTC(2020, 0, 1),
    untilMs: options.untilMs ?? Date.UTC(2060, 0, 1),
    use,
  });
  return { pem, key: key.export({ format: 'pem', type: 'pkcs8' }).toString(), read: new X509Certificate(pem) };
}

describe('encodeDer', () => {
  // By the examples of X.690 and RFC 5280; lengths beyond 127 take bytes of their own.
  test.each<[string, Buffer, string]>([
    ['a small number', integer(Buffer.from([2])), '020102'],
    ['a number whose highest bit is set', integer(Buffer.from([0x80])), '02020080'],
    ['zeros in front', integer(Buffer.from([0, 0, 7])), '020107'],
    ['zero', integer(Buffer.from([0])), '020100'],
    ['an object identifier', oid('1.2.840.10045.4.3.2'), '06082a8648ce3d040302'],
    ['one with small arcs', oid('2.5.29.17'), '0603551d11'],
    ['bits, some unused', bits(Buffer.from([0b110]), 1), '03020106'],
    ['text', utf8('ä'), '0c02c3a4'],
    ['127 bytes', utf8('x'.repeat(127)).subarray(0, 2), '0c7f'],
    ['128 bytes', utf8('x'.repeat(128)).subarray(0, 3), '0c8180'],
    ['256 bytes', utf8('x'.repeat(256)).subarray(0, 4), '0c820100'],
    ['a sequence', sequence(integer(Buffer.from([1])), integer(Buffer.from([2]))), '3006020101020102'],
    ['the last second of two digits', time(Date.UTC(2049, 11, 31, 23, 59, 59)), `170d${hex('491231235959Z')}`],
    ['the first second of four', time(Date.UTC(2050, 0, 1)), `180f${hex('20500101000000Z')}`],
  ])('%s', (_name, der, expected) => {
    expect(der.toString('hex')).toBe(expected);
  });
});

describe('issueCertificate', () => {
  test('an authority, a server and a client are what OpenSSL reads in them', () => {
    const authority = issue({ kind: 'authority' }, { subject: 'the authority' });
    const server = issue({ kind: 'server', names: ['127.0.0.1', 'localhost'] }, { untilMs: NOW + DAY });
    const client = issue({ kind: 'client' });

    expect([authority.read.ca, server.read.ca, client.read.ca]).toEqual([true, false, false]);
    for (const { read } of [authority, server, client]) {
      expect(read.verify(authority.read.publicKey)).toBe(true);
      expect(read.checkIssued(authority.read)).toBe(true);
      expect(read.issuer).toBe('CN=the authority');
    }
    expect(server.read.subjectAltName).toBe('IP Address:127.0.0.1, DNS:localhost');
    expect(server.read.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(client.read.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(Date.parse(server.read.validTo)).toBe(NOW + DAY);
    expect(Date.parse(client.read.validTo)).toBe(Date.UTC(2060, 0, 1));
    expect(client.read.serialNumber).toBe('4B010203');
  });

  test('a signature over other bytes does not verify', () => {
    const authority = issue({ kind: 'authority' }, { subject: 'the authority' });
    const { read } = issue({ kind: 'client' });
    const tampered = Buffer.from(read.raw);
    const at = tampered.indexOf('somebody');
    tampered.write('SOMEBODY', at, 'latin1');

    expect(new X509Certificate(tampered).verify(authority.read.publicKey)).toBe(false);
  });

  test.each<[string, { serverUntilMs?: number; names?: string[]; clientFromMs?: number }, string]>([
    ['good on both sides', {}, 'CN=camera'],
    ['a server that has expired', { serverUntilMs: Date.UTC(2021, 0, 1) }, 'CERT_HAS_EXPIRED'],
    ['a server of another name', { names: ['example.com'] }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['a client that is not valid yet', { clientFromMs: Date.UTC(2059, 0, 1) }, 'CERT_NOT_YET_VALID'],
  ])('in a real handshake: %s', async (_name, { serverUntilMs, names, clientFromMs }, expected) => {
    const authority = issue({ kind: 'authority' }, { subject: 'the authority' });
    const server = issue(
      { kind: 'server', names: names ?? ['127.0.0.1'] },
      serverUntilMs === undefined ? {} : { untilMs: serverUntilMs },
    );
    const client = issue(
      { kind: 'client' },
      { subject: 'camera', ...(clientFromMs === undefined ? {} : { fromMs: clientFromMs }) },
    );

    expect(await shakeHands(authority.pem, server, client)).toBe(expected);
  });
});

/** Who the server says the client is; or why one of them said no. */
async function shakeHands(
  ca: string,
  server: { pem: string; key: string },
  client: { pem: string; key: string },
): Promise<string> {
  const listening = createServer({
    ca,
    cert: server.pem,
    key: server.key,
    requestCert: true,
    rejectUnauthorized: false,
  });
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  try {
    return await new Promise<string>((resolve) => {
      listening.on('secureConnection', (socket) => {
        // Whoever hangs up is no matter here.
        socket.on('error', () => socket.destroy());
        socket.end(
          socket.authorized
            ? `CN=${socket.getPeerCertificate().subject.CN}`
            : String((socket as unknown as { authorizationError: unknown }).authorizationError),
        );
      });
      listening.on('tlsClientError', (_error, socket) => socket.destroy());
      const { port } = listening.address() as { port: number };
      const socket = connect({ host: '127.0.0.1', port, ca, cert: client.pem, key: client.key });
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(String(error.code)));
      socket.on('data', (data) => resolve(data.toString()));
    });
  } finally {
    await new Promise<void>((resolve) => listening.close(() => resolve()));
  }
}

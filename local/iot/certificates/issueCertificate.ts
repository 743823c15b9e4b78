import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { bits, inContext, integer, octets, oid, sequence, set, time, truth, utf8 } from './encodeDer.ts';

/** What a certificate is to say. */
export interface CertificateRequest {
  /** Common name of whom it is about. */
  readonly subject: string;
  /** His key; any that has a public half. */
  readonly subjectKey: KeyObject;
  /** Common name of whoever signs, and his private key on the curve P-256. */
  readonly issuer: string;
  readonly issuerKey: KeyObject;
  /** 20 bytes at most (RFC 5280, 4.1.2.2). */
  readonly serial: Uint8Array;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly use: CertificateUse;
}

/** An authority signs others, a server answers under names, a client shows who it is. */
export type CertificateUse =
  | { readonly kind: 'authority' }
  /** Host names and IPv4 addresses. */
  | { readonly kind: 'server'; readonly names: readonly string[] }
  | { readonly kind: 'client' };

/** Source: RFC 5280, 4.2.1; RFC 5758, 3.2. */
const OID = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const;

const name = (common: string): Buffer => sequence(set(sequence(oid(OID.commonName), utf8(common))));

/** The public half, as a certificate holds it. */
const publicKeyOf = (key: KeyObject): Buffer =>
  (key.type === 'public' ? key : createPublicKey(key)).export({ format: 'der', type: 'spki' });

const keyIdentifier = (key: KeyObject): Buffer =>
  createHash('sha256').update(publicKeyOf(key)).digest().subarray(0, 20);

const extension = (id: string, value: Uint8Array, critical = false): Buffer =>
  sequence(oid(id), ...(critical ? [truth(true)] : []), octets(value));

const alternative = (host: string): Buffer =>
  isIPv4(host)
    ? inContext(7, Buffer.from(host.split('.').map(Number)), false)
    : inContext(2, Buffer.from(host, 'latin1'), false);

function extensionsFor({ use, subjectKey, issuerKey }: CertificateRequest): Buffer[] {
  const isAuthority = use.kind === 'authority';
  // Bits from the highest: digitalSignature 0, keyCertSign 5, cRLSign 6.
  const usage = isAuthority ? bits(Buffer.from([0b0000_0110]), 1) : bits(Buffer.from([0b1000_0000]), 7);
  return [
    extension(OID.basicConstraints, isAuthority ? sequence(truth(true)) : sequence(), true),
    extension(OID.keyUsage, usage, true),
    extension(OID.subjectKeyIdentifier, octets(keyIdentifier(subjectKey))),
    extension(OID.authorityKeyIdentifier, sequence(inContext(0, keyIdentifier(issuerKey), false))),
    ...(isAuthority
      ? []
      : [extension(OID.extendedKeyUsage, sequence(oid(use.kind === 'server' ? OID.serverAuth : OID.clientAuth)))]),
    ...(use.kind === 'server' ? [extension(OID.subjectAltName, sequence(...use.names.map(alternative)))] : []),
  ];
}

const pem = (label: string, der: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${(
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  ).join('\n')}\n-----END ${label}-----\n`;

/**
 * Makes and signs an X.509 certificate (version 3, ECDSA with SHA-256): node:crypto reads certificates, and makes none.
 * Source: RFC 5280.
 *
 * @returns PEM
 */
export function issueCertificate(request: CertificateRequest): string {
  const algorithm = sequence(oid(OID.ecdsaWithSha256));
  const about = sequence(
    inContext(0, integer(Buffer.from([2]))),
    integer(request.serial),
    algorithm,
    name(request.issuer),
    sequence(time(request.fromMs), time(request.untilMs)),
    name(request.subject),
    publicKeyOf(request.subjectKey),
    inContext(3, sequence(...extensionsFor(request))),
  );
  return pem('CERTIFICATE', sequence(about, algorithm, bits(sign('sha256', about, request.issuerKey))));
}

import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';

/** Who calls. A session token goes with temporary credentials. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** What is signed: the address and the headers, not the body. */
export interface PutMediaCall {
  /** The data endpoint, without a path. */
  readonly endpoint: URL;
  readonly region: string;
  readonly credentials: Credentials;
  readonly headers: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}

/**
 * All headers to send, with the signature. The body is unbounded and cannot be signed: the service takes the SHA-256 of
 * an empty one, as AWS's C producer signs it (observed).
 */
export async function signPutMedia(call: PutMediaCall): Promise<Record<string, string>> {
  const signer = new SignatureV4({
    service: 'kinesisvideo',
    region: call.region,
    sha256: Sha256,
    applyChecksum: false,
    credentials: {
      accessKeyId: call.credentials.accessKeyId,
      secretAccessKey: call.credentials.secretAccessKey,
      ...(call.credentials.sessionToken === undefined ? {} : { sessionToken: call.credentials.sessionToken }),
    },
  });
  const signed = await signer.sign(
    {
      method: 'POST',
      protocol: call.endpoint.protocol,
      hostname: call.endpoint.hostname,
      path: '/putMedia',
      query: {},
      headers: { ...call.headers, host: call.endpoint.host },
    },
    { signingDate: new Date(call.nowMs) },
  );
  return signed.headers;
}

import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { ArchiverError, type ErrorKind } from '../../core/errors.ts';
import type { SegmentReport } from '../../core/segments/segmentReport.ts';
import type { CredentialProvider } from '../credentials/CredentialProvider.ts';

/** Where reports go, and as whom. */
export interface SegmentClientOptions {
  /** The whole address: `{ApiUrl}/v1/segments`, `{ApiUrl}/iam/v1/segments`, or `{ApiUrl}/iam/v1/devices/{thing}/segments`. */
  readonly url: string;
  readonly region: string;
  readonly credentials: CredentialProvider;
  /** For the whole of a call. */
  readonly timeoutMs?: number;
  /** For the signature. */
  readonly now: () => number;
}

const TIMEOUT_MS = 5_000;
/** Such answers may be others later: somebody mends a policy, a route comes, a limit passes. */
const MAY_CHANGE: Readonly<Record<number, ErrorKind>> = {
  401: 'AccessDenied',
  403: 'AccessDenied',
  404: 'NotFound',
  408: 'Internal',
  425: 'Internal',
  429: 'Throttled',
};

/** Sends reports to the HTTP API, signed. */
export class SegmentClient {
  readonly #options: SegmentClientOptions;
  readonly #url: URL;

  constructor(options: SegmentClientOptions) {
    this.#options = options;
    this.#url = new URL(options.url);
  }

  /**
   * Reports a segment; again is fine.
   * @throws ArchiverError `InvalidInput` or `Conflict` where it will never be taken; anything else may pass
   */
  async put(report: SegmentReport, stop?: AbortSignal): Promise<void> {
    const body = JSON.stringify(report);
    const timeout = AbortSignal.timeout(this.#options.timeoutMs ?? TIMEOUT_MS);
    let status: number;
    let answer: string;
    try {
      const response = await fetch(this.#url, {
        method: 'PUT',
        headers: await this.#sign(body),
        body,
        redirect: 'error',
        signal: stop === undefined ? timeout : AbortSignal.any([timeout, stop]),
      });
      status = response.status;
      // Read to its end, so that the connection can be used again; an answer of ours is small.
      answer = (await response.text()).slice(0, 500);
    } catch (cause) {
      throw new ArchiverError('Internal', `${this.#url.origin} does not answer: ${reasonOf(cause)}`, { cause });
    }
    if (status >= 200 && status < 300) return;
    const kind = MAY_CHANGE[status] ?? (status >= 500 ? 'Internal' : status === 409 ? 'Conflict' : 'InvalidInput');
    throw new ArchiverError(kind, `${this.#url.origin} answers ${status}: ${answer}`, { details: { status } });
  }

  async #sign(body: string): Promise<Record<string, string>> {
    const { accessKeyId, secretAccessKey, sessionToken } = await this.#options.credentials();
    const signer = new SignatureV4({
      service: 'execute-api',
      region: this.#options.region,
      credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
      sha256: Sha256,
    });
    const { protocol, hostname, pathname: path, host } = this.#url;
    const signed = await signer.sign(
      { method: 'PUT', protocol, hostname, path, headers: { host, 'content-type': 'application/json' }, body },
      { signingDate: new Date(this.#options.now()) },
    );
    const { host: _host, ...headers } = signed.headers;
    return headers;
  }
}

/** `fetch failed` says nothing; what lies below does. */
function reasonOf(error: unknown): string {
  const below = (error as { cause?: unknown }).cause ?? error;
  const { message = '', code = '' } = below as { message?: string; code?: string };
  return message || code || String(below);
}

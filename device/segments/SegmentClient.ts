import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { ApiError, type ArchiverClient, createClient, type UnsignedRequest } from '../../client/createClient.ts';
import { ArchiverError } from '../../core/errors.ts';
import type { SegmentReport } from '../../core/segments/segmentReport.ts';
import type { CredentialProvider } from '../credentials/CredentialProvider.ts';

/** Where reports go, and as whom. */
export interface SegmentClientOptions {
  /** The stack's output `ApiUrl`. */
  readonly apiUrl: string;
  /** Behind `/v1` a stack in AWS may ask for a token; behind `/iam/v1` for a signature. */
  readonly root: '/v1' | '/iam/v1';
  /** A device with an identity of its own reports under its name, and of itself alone. */
  readonly thing?: string | undefined;
  readonly region: string;
  readonly credentials: CredentialProvider;
  /** For the whole of a call. */
  readonly timeoutMs?: number;
  /** For the signature. */
  readonly now: () => number;
}

const TIMEOUT_MS = 5_000;

/** Sends reports to the HTTP API, signed. */
export class SegmentClient {
  readonly #options: SegmentClientOptions;
  readonly #api: ArchiverClient;

  constructor(options: SegmentClientOptions) {
    const { apiUrl, root, timeoutMs = TIMEOUT_MS } = options;
    this.#options = options;
    this.#api = createClient({ apiUrl, root, timeoutMs, sign: (request) => this.#sign(request) });
  }

  /**
   * Reports a segment; again is fine.
   * @throws ArchiverError `InvalidInput` or `Conflict` where it will never be taken; anything else may pass
   */
  async put(report: SegmentReport, stop?: AbortSignal): Promise<void> {
    const { apiUrl, thing } = this.#options;
    const body = { body: report, signal: stop ?? null };
    try {
      if (thing === undefined) await this.#api.put('/segments', body);
      else await this.#api.put('/devices/{thing}/segments', { ...body, params: { path: { thing } } });
    } catch (error) {
      if (!(error instanceof ApiError)) {
        throw new ArchiverError('Internal', `${apiUrl}: ${String(error)}`, { cause: error });
      }
      const { code, message, status } = error;
      throw new ArchiverError(code, message, { cause: error, details: { status } });
    }
  }

  async #sign({ method, url, headers, body }: UnsignedRequest): Promise<Record<string, string>> {
    const { accessKeyId, secretAccessKey, sessionToken } = await this.#options.credentials();
    const signer = new SignatureV4({
      service: 'execute-api',
      region: this.#options.region,
      credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
      sha256: Sha256,
    });
    const { protocol, hostname, pathname: path, host } = url;
    const signed = await signer.sign(
      { method, protocol, hostname, path, headers: { ...headers, host }, ...(body === undefined ? {} : { body }) },
      { signingDate: new Date(this.#options.now()) },
    );
    const { host: _host, ...rest } = signed.headers;
    return rest;
  }
}

import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { ArchiverError, ERROR_KINDS, type ErrorKind } from '../../core/errors.ts';
import type { Installation } from './Installation.ts';
import { unreachable } from './unreachable.ts';

const ANSWER_WITHIN_MS = 35_000;

/** The HTTP API, called with signed requests. */
export class ApiClient {
  readonly #installation: Installation;

  constructor(installation: Installation) {
    this.#installation = installation;
  }

  /**
   * @param path after `/v1`
   * @returns the JSON of the answer, `undefined` where it has none
   * @throws ArchiverError as the API names it; `Internal` where it is out of reach
   */
  async call(method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown> {
    const { outputs, endpoint, place } = this.#installation;
    const base = outputs.ApiUrl ?? endpoint;
    if (base === undefined) throw new ArchiverError('InvalidInput', `${place} has no output ApiUrl`);
    // Behind /v1 a stack in AWS asks for a token of its identity provider; behind /iam/v1 for a signature.
    const root = endpoint === undefined ? '/iam/v1' : '/v1';
    const url = new URL(`${base.replace(/\/+$/, '')}${root}${path}`);
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = await this.#sign(method, url, text);
    let status: number;
    let answer: string;
    try {
      const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
      const response = await fetch(url, { method, headers, signal, ...(text === undefined ? {} : { body: text }) });
      status = response.status;
      answer = await response.text();
    } catch (error) {
      throw unreachable(url.origin, error);
    }
    const json = parse(answer);
    if (status >= 200 && status < 300) return json;
    throw failureOf(status, json, `${method} ${url.pathname}`, endpoint === undefined);
  }

  /** The items of a list, over all its pages. */
  async *items<Item>(path: string): AsyncGenerator<Item, void, undefined> {
    let nextToken: string | undefined;
    do {
      const query = new URLSearchParams({ limit: '100', ...(nextToken === undefined ? {} : { nextToken }) });
      const page = (await this.call('GET', `${path}?${query}`)) as { items?: Item[]; nextToken?: string };
      yield* page.items ?? [];
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  }

  async #sign(method: string, url: URL, body: string | undefined): Promise<Record<string, string>> {
    const signer = new SignatureV4({
      service: 'execute-api',
      region: this.#installation.region,
      credentials: await this.#installation.keys(),
      sha256: Sha256,
    });
    const signed = await signer.sign({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { host: url.host, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body }),
    });
    const { host, ...headers } = signed.headers;
    return headers;
  }
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ArchiverError('Internal', `the answer is no JSON: ${text.slice(0, 200)}`, { cause });
  }
}

/** Our own errors as they are, and what API Gateway answers by itself (`{"message":"Forbidden"}`). */
function failureOf(status: number, json: unknown, doing: string, isInAws: boolean): ArchiverError {
  const { error, message } = (json ?? {}) as { error?: { code?: string; message?: string }; message?: string };
  if (error?.code !== undefined && Object.hasOwn(ERROR_KINDS, error.code)) {
    return new ArchiverError(error.code as ErrorKind, error.message ?? doing);
  }
  const kind: ErrorKind =
    status === 401 || status === 403
      ? 'AccessDenied'
      : status === 404
        ? 'NotFound'
        : status === 429
          ? 'Throttled'
          : 'Internal';
  const remedy = isInAws
    ? "; your identity needs execute-api:Invoke on the stack's HTTP API"
    : '; a stack with --auth wants the keys of its credentials.json';
  const hint = kind === 'AccessDenied' ? remedy : '';
  return new ArchiverError(kind, `${doing}: ${status} ${message ?? error?.message ?? ''}${hint}`);
}

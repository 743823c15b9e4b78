import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { ApiError, type ArchiverClient, createClient, type UnsignedRequest } from '../../client/createClient.ts';
import { ArchiverError } from '../../core/errors.ts';
import type { Installation } from './Installation.ts';
import { unreachable } from './unreachable.ts';

interface ListOptions {
  readonly params?: { readonly query?: { readonly limit?: number } };
}

/** The HTTP API of an installation, called with signed requests. Its errors are those of our own vocabulary. */
export class ApiClient {
  readonly #installation: Installation;
  readonly #client: ArchiverClient;

  constructor(installation: Installation) {
    const { outputs, endpoint, place } = installation;
    this.#installation = installation;
    const apiUrl = outputs.ApiUrl ?? endpoint;
    if (apiUrl === undefined) throw new ArchiverError('InvalidInput', `${place} has no output ApiUrl`);
    this.#client = createClient({
      apiUrl,
      // Behind /v1 a stack in AWS, or one with --auth, asks for a token; behind /iam/v1 for a signature.
      root: endpoint === undefined || outputs.JwtIssuer !== undefined ? '/iam/v1' : '/v1',
      sign: (request) => this.#sign(request),
    });
  }

  /** A route that gives something. @throws ArchiverError as the API names it; `Internal` where it is out of reach */
  readonly get = ((path: never, options: never) =>
    this.#told(this.#client.get(path, options))) as ArchiverClient['get'];
  readonly put = ((path: never, options: never) =>
    this.#told(this.#client.put(path, options))) as ArchiverClient['put'];
  readonly post = ((path: never, options: never) =>
    this.#told(this.#client.post(path, options))) as ArchiverClient['post'];
  readonly delete = ((path: never, options: never) =>
    this.#told(this.#client.delete(path, options))) as ArchiverClient['delete'];
  /** The items of a list, over all its pages. */
  readonly eachItem = ((path: '/streams', options: ListOptions = {}) => {
    const query = { limit: 100, ...options.params?.query };
    return this.#items(this.#client.eachItem(path, { ...options, params: { ...options.params, query } }));
  }) as ArchiverClient['eachItem'];

  /**
   * @param path after `/v1`
   * @returns the JSON of the answer, `undefined` where it has none
   * @throws ArchiverError as the API names it; `Internal` where it is out of reach
   */
  async call(method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown> {
    const verb = method.toLowerCase() as 'get';
    return await this.#told<unknown>(this.#client[verb](path as '/streams', { body } as object));
  }

  /** The items of a list, over all its pages. */
  items<Item>(path: string): AsyncGenerator<Item, void, undefined> {
    const options = { params: { query: { limit: 100 } } };
    return this.eachItem(path as '/streams', options) as AsyncGenerator<unknown> as AsyncGenerator<
      Item,
      void,
      undefined
    >;
  }

  async #told<Answer>(answer: Promise<Answer>): Promise<Answer> {
    try {
      return await answer;
    } catch (error) {
      throw this.#inOurWords(error);
    }
  }

  async *#items<Item>(items: AsyncGenerator<Item, void, undefined>): AsyncGenerator<Item, void, undefined> {
    try {
      yield* items;
    } catch (error) {
      throw this.#inOurWords(error);
    }
  }

  #inOurWords(error: unknown): unknown {
    if (!(error instanceof ApiError)) return error;
    const { code, message, status, isFromApi, cause } = error;
    const { endpoint, outputs } = this.#installation;
    if (status === 0 && cause !== undefined)
      return unreachable(new URL(outputs.ApiUrl ?? endpoint ?? '').origin, cause);
    const remedy =
      endpoint === undefined
        ? "; your identity needs execute-api:Invoke on the stack's HTTP API"
        : '; a stack with --auth wants the keys of its credentials.json';
    const hint = code === 'AccessDenied' && !isFromApi ? remedy : '';
    return new ArchiverError(code, `${message}${hint}`, { cause: error });
  }

  async #sign({ method, url, headers, body }: UnsignedRequest): Promise<Record<string, string>> {
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
      headers: { ...headers, host: url.host },
      ...(body === undefined ? {} : { body }),
    });
    const { host, ...rest } = signed.headers;
    return rest;
  }
}

import createFetchClient, { defaultPathSerializer, type FetchResponse, type MaybeOptionalInit } from 'openapi-fetch';
import { ApiError, errorInAnswer } from './ApiError.ts';
import type { components, operations, paths } from './schema.d.ts';

export { ApiError, type ErrorCode } from './ApiError.ts';
export type { components, operations, paths };

type Method = 'get' | 'put' | 'post' | 'delete';
/** The paths that answer to a method. */
export type PathsOf<M extends Method> = {
  [Path in keyof paths]: paths[Path] extends Record<M, object> ? Path : never;
}[keyof paths];
type Operation<Path extends keyof paths, M extends Method> =
  paths[Path] extends Record<M, infer Found extends object> ? Found : never;
type Options<Path extends keyof paths, M extends Method> = MaybeOptionalInit<paths[Path], M>;
type Arguments<Path extends keyof paths, M extends Method> =
  undefined extends Options<Path, M> ? [options?: Options<Path, M>] : [options: Options<Path, M>];
type Answered<Response> = Extract<Response, { error?: never }> extends { data: infer Data } ? Data : never;
/** What a route gives when it does as it was asked. */
export type Data<Path extends keyof paths, M extends Method> = Answered<
  // biome-ignore lint/complexity/noBannedTypes: no options, as openapi-fetch writes it
  FetchResponse<Operation<Path, M> & Record<string, unknown>, {}, `${string}/${string}`>
>;
/** Paths that answer with a list in pages. */
export type ListPath = {
  [Path in PathsOf<'get'>]: Data<Path, 'get'> extends { items: readonly unknown[] } ? Path : never;
}[PathsOf<'get'>];
export type Item<Path extends ListPath> = Data<Path, 'get'> extends { items: readonly (infer Each)[] } ? Each : never;

type Call<M extends Method> = <Path extends PathsOf<M>>(
  path: Path,
  ...options: Arguments<Path, M>
) => Promise<Data<Path, M>>;

/** A request that is to be signed. */
export interface UnsignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

export interface ClientOptions {
  /** The stack's output `ApiUrl`; without `/v1`. */
  readonly apiUrl: string;
  /** A token for each request: asked for every time, so that it can be renewed. */
  readonly token?: () => string | Promise<string>;
  /** The headers of AWS Signature Version 4 for a request, for the service `execute-api`. */
  readonly sign?: (request: UnsignedRequest) => Promise<Readonly<Record<string, string>>>;
  /** Which of the two doors; by default `/iam/v1` for whoever signs, else `/v1`. */
  readonly root?: '/v1' | '/iam/v1';
  /** For the whole of a call; 35 s by default, a little more than API Gateway gives one. */
  readonly timeoutMs?: number;
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** The HTTP API, as docs/openapi.yaml describes it. Every call throws `ApiError` where it does not do as it was asked. */
export interface ArchiverClient {
  readonly get: Call<'get'>;
  readonly put: Call<'put'>;
  readonly post: Call<'post'>;
  readonly delete: Call<'delete'>;
  /** The items of a list, over all its pages; the next page is asked for when the one before is used up. */
  eachItem<Path extends ListPath>(
    path: Path,
    ...options: Arguments<Path, 'get'>
  ): AsyncGenerator<Item<Path>, void, undefined>;
}

const TIMEOUT_MS = 35_000;

/**
 * A client of the HTTP API, for browsers and Node.
 *
 * ```ts
 * const api = createClient({ apiUrl: 'https://api.example.org', token: () => session.accessToken });
 * const stream = await api.get('/streams/{stream}', { params: { path: { stream: 'front-door' } } });
 * for await (const gap of api.eachItem('/streams/{stream}/gaps', { params: { path: { stream: 'front-door' } } })) { … }
 * ```
 */
export function createClient(options: ClientOptions): ArchiverClient {
  const { apiUrl, timeoutMs = TIMEOUT_MS } = options;
  const root = options.root ?? (options.sign === undefined ? '/v1' : '/iam/v1');
  const send = options.fetch ?? ((request: Request) => fetch(request));
  const client = createFetchClient<paths>({
    baseUrl: `${apiUrl.replace(/\/+$/, '')}${root}`,
    pathSerializer,
    // What carries a signature or a token goes nowhere else.
    redirect: 'error',
    fetch: async (request) => {
      const ready = await authorized(request, options);
      return answering(apiUrl, () => send(ready));
    },
  });
  client.use({
    async onResponse({ request, response, options: { parseAs } }) {
      if (response.ok && parseAs !== 'json') return undefined;
      const text = await answering(apiUrl, () => response.text());
      const doing = `${request.method} ${new URL(request.url).pathname}`;
      if (!response.ok) throw errorInAnswer(doing, response.status, text);
      if (response.status === 204) return undefined;
      return new Response(jsonIn(doing, text), response);
    },
  });

  async function call(method: Method, path: string, init: CallOptions = {}): Promise<unknown> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = init.signal ? AbortSignal.any([timeout, init.signal]) : timeout;
    const upper = method.toUpperCase() as 'GET';
    try {
      return (await client[upper](path as '/streams', { ...init, signal })).data;
    } catch (error) {
      // Whoever ended it knows why.
      init.signal?.throwIfAborted();
      throw error;
    }
  }

  async function* eachItem(path: string, init: CallOptions = {}): AsyncGenerator<unknown, void, undefined> {
    let nextToken: string | undefined;
    do {
      const query = { ...init.params?.query, ...(nextToken === undefined ? {} : { nextToken }) };
      const page = (await call('get', path, { ...init, params: { ...init.params, query } })) as {
        readonly items: readonly unknown[];
        readonly nextToken?: string;
      };
      yield* page.items;
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  }

  return {
    get: (path: string, init?: CallOptions) => call('get', path, init),
    put: (path: string, init?: CallOptions) => call('put', path, init),
    post: (path: string, init?: CallOptions) => call('post', path, init),
    delete: (path: string, init?: CallOptions) => call('delete', path, init),
    eachItem,
  } as unknown as ArchiverClient;
}

interface CallOptions {
  readonly params?: { readonly query?: Readonly<Record<string, unknown>> };
  readonly signal?: AbortSignal | null;
}

/** A path has one part for each of its parameters: `.` and `..` would be taken for a way through folders. */
function pathSerializer(path: string, parameters: Record<string, unknown>): string {
  for (const [name, value] of Object.entries(parameters)) {
    if (value === '.' || value === '..' || value === '') {
      throw new ApiError('InvalidInput', `${name}: ${JSON.stringify(value)} cannot be part of a path`, { status: 0 });
    }
  }
  return defaultPathSerializer(path, parameters);
}

async function authorized(request: Request, { token, sign }: ClientOptions): Promise<Request> {
  if (sign === undefined && token === undefined) return request;
  const headers = new Headers(request.headers);
  if (sign === undefined) {
    headers.set('authorization', `Bearer ${await token?.()}`);
    return new Request(request, { headers });
  }
  // A copy: the body of a request can be read once.
  const body = request.body === null ? undefined : await request.clone().text();
  const unsigned = { method: request.method, url: new URL(request.url), headers: Object.fromEntries(headers), body };
  for (const [name, value] of Object.entries(await sign(unsigned))) headers.set(name, value);
  return new Request(request, { headers });
}

/**
 * Nothing answers there, or it stops in the middle. `fetch failed` says nothing; its cause does.
 *
 * @throws ApiError `Internal`
 */
async function answering<Result>(apiUrl: string, ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (cause) {
    const below = (cause as { cause?: unknown }).cause ?? cause;
    const { message = '', code = '' } = below as { message?: string; code?: string | number };
    const why = (typeof code === 'string' && code) || message || String(below);
    throw new ApiError('Internal', `${apiUrl} cannot be reached (${why})`, { status: 0, cause });
  }
}

/** @throws ApiError `Internal` where it is something else: a proxy's page of good cheer */
function jsonIn(doing: string, text: string): string {
  if (text === '') return text;
  try {
    JSON.parse(text);
    return text;
  } catch (cause) {
    throw new ApiError('Internal', `${doing}: the answer is no JSON: ${text.slice(0, 200)}`, { status: 200, cause });
  }
}

export type Schema = { readonly [keyword: string]: unknown };
type Content = Readonly<Record<string, { readonly schema?: Schema; readonly example?: unknown }>>;

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
  readonly example?: unknown;
}

/** An operation of the document, with its references followed as far as parameters and responses go. */
export interface Operation {
  readonly operationId: string;
  readonly method: string;
  /** As a route of the stack writes it: `/v1/streams/{stream}`. */
  readonly path: string;
  readonly scope: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly body?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}

interface RawOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags?: readonly string[];
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly servers?: readonly { readonly url: string }[];
  readonly parameters?: readonly unknown[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, unknown>>;
}

export interface OpenApiDocument {
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly responses: Readonly<Record<string, { readonly content: Content }>>;
  };
}

export const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** As a module: parsed by Jest's transform (scripts/yamlModule.cjs), once for all test files. */
export const document = require('../../../docs/openapi.yaml') as OpenApiDocument;

/** What a `$ref` names, or the thing itself. */
export function follow<Thing>(thing: unknown): Thing {
  const reference = (thing as { $ref?: string }).$ref;
  if (reference === undefined) return thing as Thing;
  const found = reference
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
  if (found === undefined) throw new Error(`the document has no ${reference}`);
  return follow(found);
}

function scopeOf({ operationId, security }: RawOperation, servers: readonly { url: string }[] | undefined): string {
  if (security === undefined) throw new Error(`${operationId} says nothing of who may: security is missing`);
  if (security.length === 0) return 'open';
  const tokens = security.flatMap(({ token }) => token ?? []);
  if (tokens.length === 0 && servers?.length === 1 && servers[0]?.url === '{api}/iam/v1') return 'device';
  const [scope = ''] = tokens.map((token) => token.replace(/^kvs-archiver\//, ''));
  return scope;
}

/** Every operation, in the document's order. */
export const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([path, item]) =>
  METHODS.flatMap((method): Operation[] => {
    const raw = item[method] as RawOperation | undefined;
    if (raw === undefined) return [];
    const { operationId, summary, tags = [], requestBody, responses } = raw;
    const shared = (item.parameters as readonly unknown[] | undefined) ?? [];
    const servers = raw.servers ?? (item.servers as RawOperation['servers']);
    const body = requestBody === undefined ? undefined : follow<typeof requestBody>(requestBody);
    return [
      {
        ...{ operationId, summary, tags, method: method.toUpperCase(), path: `/v1${path}` },
        scope: scopeOf(raw, servers),
        parameters: [...shared, ...(raw.parameters ?? [])].map((parameter) => follow<Parameter>(parameter)),
        ...(body === undefined ? {} : { body: { required: body.required === true, content: body.content } }),
        responses: Object.fromEntries(
          Object.entries(responses).map(([status, response]) => [status, follow(response)]),
        ),
      },
    ];
  }),
);

/** The operation that answers a request; the most literal path wins, as at the gateway. */
export function operationFor(method: string, pathname: string): Operation | undefined {
  const parts = pathname.replace(/^\/iam\//, '/').split('/');
  const fits = operations.filter((operation) => {
    const expected = operation.path.split('/');
    if (operation.method !== method) return false;
    const isGreedy = expected.at(-1)?.endsWith('+}') === true;
    if (isGreedy ? parts.length < expected.length : parts.length !== expected.length) return false;
    return expected.every((part, index) => part.startsWith('{') || part === parts[index]);
  });
  const variables = ({ path }: Operation) => path.split('{').length;
  return [...fits].sort((a, b) => variables(a) - variables(b))[0];
}

import { faultsInExchange } from '../../docs/openapi/faultsInAnswer.ts';

/**
 * From now on every answer of the HTTP API at `origin` that this process fetches, and every request that it takes, is
 * held against docs/openapi.yaml.
 *
 * @returns ends it
 */
export function holdAgainstDocument(origin: string, onFault: (fault: string) => void): () => void {
  const before = globalThis.fetch;
  const held: typeof fetch = async (input, init) => {
    const isRequest = typeof input === 'object' && 'url' in input;
    const url = new URL(isRequest ? input.url : input);
    if (url.origin !== origin) return before(input, init);
    const method = (init?.method ?? (isRequest ? input.method : 'GET')).toUpperCase();
    const body = isRequest && input.body !== null ? await input.clone().text() : init?.body;
    const response = await before(input, init);
    const type = response.headers.get('content-type') ?? undefined;
    const isJson = /json/.test(type ?? '');
    const text = isJson ? await response.clone().text() : response.body === null ? '' : 'not read';
    const request = { method, url, body: typeof body === 'string' ? body : undefined };
    for (const fault of faultsInExchange(request, { status: response.status, type, text })) onFault(fault);
    return response;
  };
  globalThis.fetch = held;
  return () => {
    if (globalThis.fetch === held) globalThis.fetch = before;
  };
}

import fc from 'fast-check';
import { type Ground, validRequest, wrongRequest } from './arbitraries.ts';
import { operationFor, operations } from './document.ts';
import { faultsInRequest } from './faultsInAnswer.ts';

const ground: Ground = { known: { stream: ['front'], thing: ['cam-1'] }, nowMs: Date.UTC(2026, 10, 21, 14) };
const options = { seed: 1, numRuns: 20 };

function faultsOf(
  { path, query, body }: { path: string; query: readonly (readonly [string, string])[]; body?: string },
  method: string,
) {
  const url = new URL(`http://stack${path}`);
  for (const [name, value] of query) url.searchParams.append(name, value);
  const operation = operationFor(method, url.pathname);
  if (operation === undefined) return [`no operation answers ${method} ${path}`];
  return faultsInRequest(operation, url, body === undefined ? undefined : JSON.parse(body));
}

describe.each(operations)('requests drawn for $operationId', (operation) => {
  it('are as the document says, where they are meant to be', () => {
    const drawn = fc.sample(validRequest(operation, ground), options);

    expect(drawn.flatMap((request) => faultsOf(request, operation.method))).toEqual([]);
  });

  it('are wrong in what they name, where they are meant to be', () => {
    const drawn = fc.sample(wrongRequest(operation, ground), options);

    const { path } = operation;
    const named = [
      path,
      'body',
      'form',
      'Limit',
      '__proto__',
      'x[]',
      'ü',
      'x',
      ...operation.parameters.map(({ name }) => name),
    ];
    const fields = JSON.stringify(operation.body ?? {});
    expect(drawn.filter(({ wrong }) => !named.includes(wrong) && fields === '{}')).toEqual([]);
    expect(drawn.every(({ method }) => method === operation.method)).toBe(true);
  });
});

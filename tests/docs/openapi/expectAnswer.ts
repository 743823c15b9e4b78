import { operations } from './document.ts';
import { faultsInAnswer } from './faultsInAnswer.ts';

/** Holds an answer against the document, for tests that call a handler or a step themselves. */
export function expectAnswer(operationId: string, status: number, body?: unknown): void {
  const operation = operations.find((each) => each.operationId === operationId);
  if (operation === undefined) throw new Error(`the document has no operation ${operationId}`);
  // As it goes over the wire: what is undefined is left out.
  const sent = body === undefined ? undefined : JSON.parse(JSON.stringify(body));
  expect(faultsInAnswer(operation, { status, type: 'application/json', body: sent })).toEqual([]);
}

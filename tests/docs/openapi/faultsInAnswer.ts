import { type Operation, operationFor, type Schema } from './document.ts';
import { faultsIn } from './schemas.ts';

export interface AnswerSeen {
  readonly status: number;
  /** Of the answer, without its parameters; absent where it has no body. */
  readonly type?: string | undefined;
  readonly body?: unknown;
}

const isJson = (type: string): boolean => /^application\/([\w.-]+\+)?json$/.test(type);

/** What an answer is other than the document says of its operation. */
export function faultsInAnswer(operation: Operation, { status, type, body }: AnswerSeen): string[] {
  const { operationId, responses } = operation;
  const response = responses[status] ?? (status >= 400 ? responses.default : undefined);
  if (response === undefined) return [`${operationId}: ${status} is not in the document`];
  const { content } = response;
  if (content === undefined) return body === undefined ? [] : [`${operationId}: ${status} has no body by the document`];
  if (body === undefined) return [`${operationId}: ${status} has a body by the document`];
  const documented = content[type ?? ''];
  if (documented === undefined) return [`${operationId}: ${status} is ${type}, not ${Object.keys(content).join(', ')}`];
  if (!isJson(type ?? '') || documented.schema === undefined) return [];
  const faults = faultsIn(body, documented.schema, { closed: true });
  return faults.map((fault) => `${operationId}: ${status}: ${fault}: ${JSON.stringify(body).slice(0, 300)}`);
}

/** What a request that was taken is other than the document says: then the document says too little. */
export function faultsInRequest(operation: Operation, url: URL, body: unknown): string[] {
  const { operationId, parameters } = operation;
  const faults: string[] = [];
  for (const [name, value] of url.searchParams) {
    const parameter = parameters.find((each) => each.in === 'query' && each.name === name);
    if (parameter === undefined) faults.push(`${operationId}: the parameter ${name} is not in the document`);
    else faults.push(...parameterFaults(name, value, parameter.schema).map((fault) => `${operationId}: ${fault}`));
  }
  const schema = operation.body?.content['application/json']?.schema;
  if (body !== undefined && schema !== undefined) {
    const wrong = faultsIn(body, schema, { closed: false });
    faults.push(...wrong.map((fault) => `${operationId}: was taken, but ${fault}: ${JSON.stringify(body)}`));
  }
  return faults;
}

/** A parameter is text; where the document says a number, a word or a list, it is one that is written as such. */
export function parameterFaults(name: string, text: string, schema: Schema): string[] {
  const readings: unknown[] = [text];
  if (text.trim() !== '' && Number.isFinite(Number(text))) readings.push(Number(text));
  if (text === 'true' || text === 'false') readings.push(text === 'true');
  readings.push(text.split(','));
  if (readings.some((reading) => faultsIn(reading, schema, { closed: false }).length === 0)) return [];
  return [`${name} was taken as ${JSON.stringify(text)}, which is not what the document says`];
}

/** The same for an exchange that a test has seen; nothing where it is none of the API's. */
export function faultsInExchange(
  request: { readonly method: string; readonly url: URL; readonly body?: string | undefined },
  answer: { readonly status: number; readonly type?: string | undefined; readonly text: string },
): string[] {
  const { method, url } = request;
  if (!/^\/(iam\/)?v1\//.test(url.pathname) || method === 'OPTIONS') return [];
  const operation = operationFor(method, url.pathname);
  if (operation === undefined) return answer.status === 404 ? [] : [`${method} ${url.pathname} is not in the document`];
  const type = answer.type?.split(';', 1)[0]?.trim();
  const body = answer.text === '' ? undefined : isJson(type ?? '') ? JSON.parse(answer.text) : answer.text;
  const faults = faultsInAnswer(operation, { status: answer.status, type, body });
  if (answer.status >= 300) return faults;
  const asked = request.body === undefined || request.body.trim() === '' ? undefined : JSON.parse(request.body);
  return [...faults, ...faultsInRequest(operation, url, asked)];
}

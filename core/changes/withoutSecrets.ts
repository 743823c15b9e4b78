const SECRET = /password|secret|token|authorization|credential/i;
/** As much of a request as its record holds; DynamoDB's items end at 400 KB, and readers before. */
const LONGEST = 4096;

/** A request's body as it may be kept: without what opens doors, and not longer than a page. */
export function withoutSecrets(body: unknown): unknown {
  const text = JSON.stringify(body, (key, value: unknown) => (SECRET.test(key) ? '(not kept)' : value));
  if (text === undefined) return undefined;
  return text.length > LONGEST ? `${text.slice(0, LONGEST)} (cut)` : JSON.parse(text);
}

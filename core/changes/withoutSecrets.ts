const SECRET = /password|secret|token|authorization|credential/i;
/** As much of a request as its record holds; DynamoDB's items end at 400 KB, and readers before. */
const LONGEST = 4096;

const written = (value: unknown): string | undefined =>
  JSON.stringify(value, (key, part: unknown) => (SECRET.test(key) ? '(not kept)' : part));

/** Settings as they may be kept: without what opens doors. */
export function settingsWithoutSecrets(settings: object = {}): Record<string, unknown> {
  return JSON.parse(written(settings) ?? '{}') as Record<string, unknown>;
}

/** A request's body as it may be kept: the same, and not longer than a page. */
export function withoutSecrets(body: unknown): unknown {
  const text = written(body);
  if (text === undefined) return undefined;
  return text.length > LONGEST ? `${text.slice(0, LONGEST)} (cut)` : JSON.parse(text);
}

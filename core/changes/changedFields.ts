import type { FieldChange } from './Change.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What is different between two sets of settings, by field; JSON's own idea of what is the same. */
export function changedFields(before: Fields = {}, after: Fields = {}): Record<string, FieldChange> {
  const changes: Record<string, FieldChange> = {};
  for (const name of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()) {
    const [was, is] = [before[name], after[name]];
    if (canonical(was) === canonical(is)) continue;
    changes[name] = { ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) };
  }
  return changes;
}

/** The same text for the same value, whatever the order of its keys. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

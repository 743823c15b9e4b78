/** A target's transformer: paths by name, and a template with `<name>` in it. */
export interface InputTransformer {
  readonly InputPathsMap?: Readonly<Record<string, string>>;
  readonly InputTemplate: string;
}

function valueAt(event: unknown, path: string): unknown {
  let value = event;
  for (const step of path.replace(/^\$\.?/, '').match(/[^.[\]']+/g) ?? []) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

/**
 * The text that a target gets. Documented: EventBridge user guide, "Amazon EventBridge input transformation": a name
 * outside quotes is put in as JSON (strings with their quotes), inside quotes as bare text; what is not there is empty.
 */
export function transformInput(event: unknown, transformer: InputTransformer): string {
  const { InputTemplate, InputPathsMap = {} } = transformer;
  let quoted = false;
  let escaped = false;
  let result = '';
  for (let index = 0; index < InputTemplate.length; index += 1) {
    const char = InputTemplate[index] ?? '';
    const name = char === '<' ? /^<([A-Za-z0-9_.-]+)>/.exec(InputTemplate.slice(index))?.[1] : undefined;
    const path = name !== undefined && Object.hasOwn(InputPathsMap, name) ? InputPathsMap[name] : undefined;
    const isEvent = name === 'aws.events.event' || name === 'aws.events.event.json';
    if (name !== undefined && (path !== undefined || isEvent)) {
      const value = isEvent || path === undefined ? event : valueAt(event, path);
      const json = value === undefined ? (quoted ? '' : '""') : JSON.stringify(value);
      // Inside quotes the text goes in without its own, but escaped: the result must stay one JSON text.
      result += !quoted ? json : typeof value === 'string' ? json.slice(1, -1) : JSON.stringify(json).slice(1, -1);
      index += name.length + 1;
      continue;
    }
    if (char === '"' && !escaped) quoted = !quoted;
    escaped = char === '\\' && !escaped;
    result += char;
  }
  return result;
}

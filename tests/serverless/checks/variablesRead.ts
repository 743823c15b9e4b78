import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const IMPORT = /(?:import|export)\s[^;]*?from\s+'(\.[^']+)'/g;
const READS = [/process\.env\.([A-Z][A-Z0-9_]*)/g, /process\.env\['([A-Z][A-Z0-9_]*)'\]/g];
const SETTING = /\b(?:setting|milliseconds)\('([A-Z][A-Z0-9_]*)'\)/g;

/** A module of our own and all that it imports. */
function sourcesOf(entry: string, known = new Map<string, string>()): Map<string, string> {
  if (known.has(entry) || !existsSync(entry)) return known;
  const text = readFileSync(entry, 'utf8');
  known.set(entry, text);
  for (const [, path = ''] of text.matchAll(IMPORT)) sourcesOf(resolve(dirname(entry), path), known);
  return known;
}

/**
 * The environment variables that a handler's own sources read: by `process.env`, or by `setting('…')`.
 *
 * `functions/wiring.ts` makes each adapter only where it is asked for, so its settings count where the handler imports
 * that adapter's maker.
 */
export function variablesRead(handler: string): Set<string> {
  const names = new Set<string>();
  const sources = sourcesOf(handler);
  const ofWiring = [...(sources.get(handler) ?? '').matchAll(/import \{([^}]*)\} from '[^']*wiring\.ts'/g)]
    .flatMap(([, list = '']) => list.split(','))
    .map((name) => name.trim());
  const usesWindows = /\bwindowSettings\b/.test(sources.get(handler) ?? '');
  for (const [path, text] of sources) {
    const parts = path.endsWith('/functions/wiring.ts')
      ? ofWiring.map((name) => new RegExp(`export const ${name}\\b[^;]*;`).exec(text)?.[0] ?? '')
      : path.endsWith('/functions/environment.ts') && !usesWindows
        ? []
        : [text];
    for (const part of parts) {
      for (const pattern of [...READS, SETTING]) for (const [, name = ''] of part.matchAll(pattern)) names.add(name);
    }
  }
  return names;
}

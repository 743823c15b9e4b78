import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const IMPORT = /(?:import|export)\s[^;]*?from\s+'(\.[^']+)'/g;
const READS = [/process\.env\.([A-Z][A-Z0-9_]*)/g, /process\.env\['([A-Z][A-Z0-9_]*)'\]/g];
const FROM_WIRING = /import \{([^}]*)\} from '[^']*wiring\/\w+\.ts'/g;
const SETTING = /\b(?:setting|optionalSetting|milliseconds|days)\('([A-Z][A-Z0-9_]*)'\)/g;

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
 * `functions/wiring/` makes each adapter only where it is asked for, so its settings count where somebody imports that
 * adapter's maker; what a function of `functions/environment.ts` reads counts where that one is imported.
 */
export function variablesRead(handler: string): Set<string> {
  const names = new Set<string>();
  const sources = sourcesOf(handler);
  const ofWiring = importedFromWiring(sources);
  for (const [path, text] of sources) {
    const parts = path.includes('/functions/wiring/')
      ? ofWiring.map(
          (name) => new RegExp(`^export const ${name}\\b[\\s\\S]*?;\\n(?=\\n|export|$)`, 'm').exec(text)?.[0] ?? '',
        )
      : path.endsWith('/functions/environment.ts')
        ? functionsOf(text, importedFromEnvironment(sources))
        : [text];
    for (const part of parts) {
      for (const pattern of [...READS, SETTING]) for (const [, name = ''] of part.matchAll(pattern)) names.add(name);
    }
  }
  return names;
}

/** By handlers, by steps, and by each other. */
function importedFromWiring(sources: ReadonlyMap<string, string>): string[] {
  const names = [...sources].flatMap(([path, text]) => {
    const from = path.includes('/functions/wiring/') ? /import \{([^}]*)\} from '\.\/\w+\.ts'/g : FROM_WIRING;
    return [...text.matchAll(from)].flatMap(([, list = '']) => list.split(','));
  });
  return [...new Set(names.map((name) => name.trim()))].filter((name) => name !== '');
}

function importedFromEnvironment(sources: ReadonlyMap<string, string>): string[] {
  return [...sources.values()]
    .flatMap((text) => [...text.matchAll(/import \{([^}]*)\} from '[^']*\/environment\.ts'/g)])
    .flatMap(([, list = '']) => list.split(','))
    .map((name) => name.trim());
}

/** The exported functions of those names, and those that they call. */
function functionsOf(text: string, names: readonly string[], known = new Set<string>()): string[] {
  return names.flatMap((name) => {
    if (name === '' || known.has(name)) return [];
    known.add(name);
    const body = new RegExp(`export function ${name}\\b[\\s\\S]*?\\n}\\n`).exec(text)?.[0] ?? '';
    const called = [...body.matchAll(/\b([a-z][A-Za-z]*)\(/g)].map(([, each = '']) => each);
    return [body, ...functionsOf(text, called, known)];
  });
}

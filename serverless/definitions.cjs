/**
 * The state machines' definitions as Step Functions takes them.
 *
 * The two Maps of the archive machine share one processor by a YAML anchor, because the execution type is fixed per
 * Map. Step Functions demands state names that are unique in the whole machine (DUPLICATE_STATE_NAME), so every state
 * inside a Map with a `Label` whose name is taken already is renamed `{Label}{Name}`, and so are the ways to it.
 */
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { parse } = require('yaml');

function withUniqueNames(machine) {
  const taken = new Set();

  const processor = ({ States, StartAt, ...rest }, label) => {
    const newNames = new Map();
    for (const name of Object.keys(States)) {
      const unique = taken.has(name) ? `${label}${name}` : name;
      if (taken.has(unique)) throw new Error(`state ${name}: give its Map a Label of its own`);
      taken.add(unique);
      newNames.set(name, unique);
    }
    const rename = (name) => newNames.get(name) ?? name;
    const states = Object.entries(States).map(([name, state]) => [rename(name), transitions(state, rename, label)]);
    return { ...rest, StartAt: rename(StartAt), States: Object.fromEntries(states) };
  };

  const transitions = (state, rename, outerLabel) => {
    const label = state.Label ?? outerLabel;
    const renamed = { ...state };
    if (state.Next !== undefined) renamed.Next = rename(state.Next);
    if (state.Default !== undefined) renamed.Default = rename(state.Default);
    for (const ways of ['Choices', 'Catch']) {
      if (state[ways] !== undefined) renamed[ways] = state[ways].map((way) => ({ ...way, Next: rename(way.Next) }));
    }
    if (state.ItemProcessor !== undefined) renamed.ItemProcessor = processor(state.ItemProcessor, label);
    return renamed;
  };

  return processor(machine, '');
}

const FOLDER = join(__dirname, '..', 'statemachines');
const SUFFIX = '.asl.yml';

/** Reads `statemachines/{name}.asl.yml`. @throws with file, line and column where it is not YAML */
function definition(name) {
  const file = `${name}${SUFFIX}`;
  try {
    return withUniqueNames(parse(readFileSync(join(FOLDER, file), 'utf8'), { maxAliasCount: -1, merge: true }));
  } catch (cause) {
    throw new Error(`statemachines/${file}: ${cause.message}`, { cause });
  }
}

/** Every definition of the folder, by its name; read when it is first asked for. */
module.exports = {};
for (const file of readdirSync(FOLDER).sort()) {
  if (!file.endsWith(SUFFIX)) continue;
  const name = file.slice(0, -SUFFIX.length);
  let known;
  const get = () => {
    known ??= definition(name);
    return known;
  };
  Object.defineProperty(module.exports, name, { enumerable: true, get });
}

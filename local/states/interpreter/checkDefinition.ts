import { MAX_DEFINITION_BYTES } from '../limits.ts';
import { checkExpressions } from './checks/checkExpressions.ts';
import { checkState } from './checks/checkState.ts';
import { checkVariables } from './checks/checkVariables.ts';
import { isRecord, refuseUnknownFields } from './checks/fields.ts';
import { InvalidDefinition } from './checks/InvalidDefinition.ts';
import type { StateMachineDefinition } from './Definition.ts';

const MACHINE_FIELDS = ['Comment', 'QueryLanguage', 'StartAt', 'States', 'TimeoutSeconds', 'Version'];

/**
 * Refuses a definition that is wrong, or that uses anything that is not interpreted here: nothing is ever ignored.
 *
 * @param supports whether a Task's Resource can be called
 * @returns the same definition
 * @throws InvalidDefinition which names the state and the field
 */
export function checkDefinition(
  definition: unknown,
  supports: (resource: string) => boolean = () => true,
): StateMachineDefinition {
  if (!isRecord(definition)) throw new InvalidDefinition('', 'the definition must be an object');
  if (Buffer.byteLength(JSON.stringify(definition)) > MAX_DEFINITION_BYTES) {
    throw new InvalidDefinition('', 'the definition is over 1 MB');
  }
  refuseUnknownFields('', definition, MACHINE_FIELDS);
  const { TimeoutSeconds: timeout, QueryLanguage: language } = definition;
  if (timeout !== undefined && (!Number.isInteger(timeout) || Number(timeout) < 1)) {
    throw new InvalidDefinition('', 'TimeoutSeconds must be a positive integer');
  }
  checkGraph('', definition, language, supports, new Set());
  checkVariables(definition, new Set());
  return definition as unknown as StateMachineDefinition;
}

/** One (sub-)machine. `names` holds the state names so far: they are unique in the whole definition. */
function checkGraph(
  path: string,
  graph: Record<string, unknown>,
  language: unknown,
  supports: (resource: string) => boolean,
  names: Set<string>,
): void {
  const { StartAt, States } = graph;
  if (!isRecord(States) || Object.keys(States).length === 0) throw new InvalidDefinition(path, 'States is missing');
  if (typeof StartAt !== 'string' || !Object.hasOwn(States, StartAt)) {
    throw new InvalidDefinition(path, `StartAt names no state: ${String(StartAt)}`);
  }
  for (const [name, state] of Object.entries(States)) {
    const where = path === '' ? name : `${path} > ${name}`;
    if (names.has(name)) throw new InvalidDefinition(where, 'the name of a state must be unique in the definition');
    if (name.length > 80) throw new InvalidDefinition(where, 'the name of a state has at most 80 characters');
    names.add(name);
    if (!isRecord(state)) throw new InvalidDefinition(where, 'a state must be an object');
    const own = state.QueryLanguage ?? language ?? 'JSONPath';
    if (own !== 'JSONata') {
      throw new InvalidDefinition(where, `QueryLanguage is ${String(own)}: only JSONata is interpreted here`);
    }
    const inner = checkState(where, state, Object.keys(States), supports);
    checkExpressions(where, state);
    for (const part of inner) checkGraph(where, part, own, supports, names);
  }
}

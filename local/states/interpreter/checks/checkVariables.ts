import { isRecord } from './fields.ts';
import { InvalidDefinition } from './InvalidDefinition.ts';

/** The names that one state assigns: its own, its rules' and its catchers'. */
function assignedNames(state: Record<string, unknown>): string[] {
  const entries = [state, ...[state.Choices, state.Catch].flatMap((list) => (Array.isArray(list) ? list : []))];
  return entries.flatMap((entry) => (isRecord(entry) && isRecord(entry.Assign) ? Object.keys(entry.Assign) : []));
}

/**
 * Names of variables. Documented: developer guide, "Variable scope": a name that an outer scope assigns may not be
 * assigned in an inner one; a distributed Map's processor sees no outer scope. `states` is reserved.
 * @throws InvalidDefinition
 */
export function checkVariables(graph: Record<string, unknown>, outer: ReadonlySet<string>): void {
  const states = Object.entries(isRecord(graph.States) ? graph.States : {});
  const visible = new Set(outer);
  for (const [name, state] of states) {
    if (!isRecord(state)) continue;
    for (const variable of assignedNames(state)) {
      if (variable === 'states' || !/^[\p{ID_Start}_][\p{ID_Continue}]{0,79}$/u.test(variable)) {
        throw new InvalidDefinition(name, `Assign: '${variable}' cannot be a variable's name`);
      }
      if (outer.has(variable)) {
        throw new InvalidDefinition(name, `Assign: the variable ${variable} belongs to an outer scope`);
      }
      visible.add(variable);
    }
  }
  for (const [, state] of states) {
    if (!isRecord(state)) continue;
    const branches = Array.isArray(state.Branches) ? state.Branches : [];
    for (const branch of branches) if (isRecord(branch)) checkVariables(branch, visible);
    const processor = state.ItemProcessor;
    if (!isRecord(processor)) continue;
    const distributed = isRecord(processor.ProcessorConfig) && processor.ProcessorConfig.Mode === 'DISTRIBUTED';
    checkVariables(processor, distributed ? new Set() : visible);
  }
}

import { checkMap } from './checkMap.ts';
import { checkNext } from './checkNext.ts';
import { checkRecovery } from './checkRecovery.ts';
import { isRecord, records, refuseUnknownFields } from './fields.ts';
import { InvalidDefinition } from './InvalidDefinition.ts';

const ALWAYS = ['Type', 'Comment', 'QueryLanguage'];
const GOES_ON = [...ALWAYS, 'Next', 'End', 'Output', 'Assign'];
const RECOVERS = [...GOES_ON, 'Retry', 'Catch'];
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Task: [...RECOVERS, 'Resource', 'Arguments', 'TimeoutSeconds'],
  Pass: GOES_ON,
  Wait: [...GOES_ON, 'Seconds', 'Timestamp'],
  Choice: [...ALWAYS, 'Choices', 'Default', 'Output', 'Assign'],
  Succeed: [...ALWAYS, 'Output'],
  Fail: [...ALWAYS, 'Error', 'Cause'],
  Parallel: [...RECOVERS, 'Branches', 'Arguments'],
  Map: [
    ...RECOVERS,
    ...['Items', 'ItemSelector', 'ItemReader', 'ItemBatcher', 'ItemProcessor', 'MaxConcurrency'],
    ...['ToleratedFailurePercentage', 'ToleratedFailureCount', 'ResultWriter', 'Label'],
  ],
};

function checkTransition(where: string, state: Record<string, unknown>, siblings: readonly string[]): void {
  const { Next, End } = state;
  if ((Next === undefined) === (End === undefined))
    throw new InvalidDefinition(where, 'needs Next or End, and not both');
  if (End !== undefined && End !== true) throw new InvalidDefinition(where, 'End must be true');
  if (Next !== undefined) checkNext(where, Next, siblings);
}

function checkTask(where: string, state: Record<string, unknown>, supports: (resource: string) => boolean): void {
  const { Resource } = state;
  if (typeof Resource !== 'string') throw new InvalidDefinition(where, 'Resource is missing');
  if (Resource.includes('.waitForTaskToken') || Resource.includes(':activity:')) {
    throw new InvalidDefinition(where, `task tokens and activities are not supported here: ${Resource}`);
  }
  if (!supports(Resource)) throw new InvalidDefinition(where, `the resource ${Resource} is not supported here`);
}

function checkChoice(where: string, state: Record<string, unknown>, siblings: readonly string[]): void {
  for (const rule of records(where, state.Choices, 'Choices')) {
    refuseUnknownFields(where, rule, ['Condition', 'Next', 'Output', 'Assign', 'Comment']);
    if (rule.Condition === undefined) throw new InvalidDefinition(where, 'a rule without Condition');
    checkNext(where, rule.Next, siblings);
  }
  if (state.Default !== undefined) checkNext(where, state.Default, siblings);
}

/**
 * One state's own fields. @returns the machines inside it (branches, item processor)
 * @throws InvalidDefinition
 */
export function checkState(
  where: string,
  state: Record<string, unknown>,
  siblings: readonly string[],
  supports: (resource: string) => boolean,
): Record<string, unknown>[] {
  const known = FIELDS[String(state.Type)];
  if (known === undefined) throw new InvalidDefinition(where, `unknown Type ${String(state.Type)}`);
  if ('HeartbeatSeconds' in state) {
    throw new InvalidDefinition(where, 'HeartbeatSeconds means something only with task tokens and activities');
  }
  refuseUnknownFields(where, state, known);
  if (known.includes('Next')) checkTransition(where, state, siblings);
  if (known.includes('Retry')) checkRecovery(where, state, siblings);
  if (state.Assign !== undefined && !isRecord(state.Assign)) {
    throw new InvalidDefinition(where, 'Assign must be an object');
  }
  switch (state.Type) {
    case 'Task':
      checkTask(where, state, supports);
      return [];
    case 'Choice':
      checkChoice(where, state, siblings);
      return [];
    case 'Wait':
      if ((state.Seconds === undefined) === (state.Timestamp === undefined)) {
        throw new InvalidDefinition(where, 'needs Seconds or Timestamp, and not both');
      }
      return [];
    case 'Parallel':
      return records(where, state.Branches, 'Branches').map((branch) => {
        refuseUnknownFields(where, branch, ['Comment', 'QueryLanguage', 'StartAt', 'States']);
        return branch;
      });
    case 'Map':
      return [checkMap(where, state)];
    default:
      return [];
  }
}

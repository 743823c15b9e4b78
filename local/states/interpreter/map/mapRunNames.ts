import type { MapState } from '../Definition.ts';
import type { ExecutionIdentity, ExecutionType } from '../Execution.ts';

/** Names that a distributed Map gives to itself and its children. */
export interface MapRunNames {
  readonly type: ExecutionType;
  readonly mapRunArn: string;
  /** `machine/Label`: children belong to a machine of their own name. */
  readonly stateMachineName: string;
  readonly stateMachineArn: string;
  childArn(name: string): string;
}

/**
 * Documented: developer guide, "Label" (at most 40 characters; made from the state's name where it is left out) and
 * "Map Run": `mapRun:machine/Label:id`. Of a child in Express form, `express:machine/Label:mapRunId:name`.
 */
export function mapRunNames(parent: ExecutionIdentity, stateName: string, state: MapState, runId: string): MapRunNames {
  const [, partition = 'aws', , region = '', account = ''] = parent.executionArn.split(':');
  const label = state.Label ?? stateName.replaceAll(/[^A-Za-z0-9_-]/g, '').slice(0, 40);
  // A Map inside a child keeps the outermost machine's name, as a name has one stroke at most.
  const machine = `${parent.stateMachineName.split('/')[0]}/${label}`;
  const arn = (rest: string) => `arn:${partition}:states:${region}:${account}:${rest}`;
  const type = state.ItemProcessor.ProcessorConfig?.ExecutionType ?? 'STANDARD';
  return {
    type,
    mapRunArn: arn(`mapRun:${machine}:${runId}`),
    stateMachineName: machine,
    stateMachineArn: arn(`stateMachine:${machine}`),
    childArn: (name) =>
      type === 'EXPRESS' ? arn(`express:${machine}:${runId}:${name}`) : arn(`execution:${machine}:${name}`),
  };
}

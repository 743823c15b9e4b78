import type { Operation } from './Operation.ts';
import { wireTime } from './Operation.ts';
import { page } from './paging.ts';

/** ListStateMachines, by name. */
export const listStateMachines: Operation = (request, { machines }) => {
  const sorted = [...machines.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const { entries, nextToken } = page(sorted, (machine) => machine.arn, request);
  const stateMachines = entries.map(({ arn, name, type, createdMs }) => ({
    stateMachineArn: arn,
    name,
    type,
    creationDate: wireTime(createdMs),
  }));
  return { stateMachines, nextToken };
};

import type { HistoryEvent } from '../interpreter/HistoryEvent.ts';
import { findExecution } from './findExecution.ts';
import type { Operation } from './Operation.ts';
import { wireTime } from './Operation.ts';
import { page } from './paging.ts';

/** What `includeExecutionData: false` leaves out of the details. */
const DATA = [
  'input',
  'inputDetails',
  'output',
  'outputDetails',
  'parameters',
  'assignedVariables',
  'assignedVariablesDetails',
];

function onTheWire(event: HistoryEvent, withData: boolean): Record<string, unknown> {
  const entries = Object.entries(event).map(([field, value]): [string, unknown] => {
    if (field === 'timestamp') return [field, wireTime(event.timestamp)];
    if (withData || typeof value !== 'object' || value === null) return [field, value];
    return [field, Object.fromEntries(Object.entries(value).filter(([key]) => !DATA.includes(key)))];
  });
  return Object.fromEntries(entries);
}

/** GetExecutionHistory: the events in AWS's shape, oldest first unless `reverseOrder`. */
export const getExecutionHistory: Operation = (request, context) => {
  const { executionArn } = findExecution(request, context);
  const events = context.store.history(executionArn);
  if (request.reverseOrder === true) events.reverse();
  const { entries, nextToken } = page(events, (event) => String(event.id), request);
  return { events: entries.map((event) => onTheWire(event, request.includeExecutionData !== false)), nextToken };
};

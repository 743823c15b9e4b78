import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ArchiverError } from '../../../core/errors.ts';
import type { RunStatus } from '../../../core/ports/machineRuns.ts';
import { pageOf } from '../respond.ts';
import type { RunsAsked } from './listRuns.ts';
import { spanOf } from './newestFirstRequest.ts';

const STATUSES: readonly RunStatus[] = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'];

const wrong = (field: string, message: string): ArchiverError =>
  new ArchiverError('InvalidInput', `${field}: ${message}`, { details: { field } });

/**
 * Which runs a list is asked for: those of all machines that keep a list, where it names none.
 *
 * @throws ArchiverError `InvalidInput`, naming the parameter
 */
export function runsAsked(
  event: APIGatewayProxyEventV2,
  machines: Readonly<Record<string, { readonly type: 'STANDARD' | 'EXPRESS' }>>,
  now: number,
): RunsAsked {
  const { machine, status, ...query } = event.queryStringParameters ?? {};
  const listed = Object.keys(machines).filter((name) => machines[name]?.type === 'STANDARD');
  if (machine !== undefined && !listed.includes(machine)) {
    const why = Object.hasOwn(machines, machine) ? 'keeps no list of its runs, being Express' : 'is none';
    throw wrong('machine', `${JSON.stringify(machine)} ${why}; there are ${listed.join(', ')}`);
  }
  const known = STATUSES.find((each) => each === status);
  if (status !== undefined && known === undefined) {
    throw wrong('status', `${JSON.stringify(status)} is none of ${STATUSES.join(', ')}`);
  }
  return {
    machines: machine === undefined ? listed : [machine],
    ...(known === undefined ? {} : { status: known }),
    ...spanOf(query, now),
    ...pageOf(event),
  };
}

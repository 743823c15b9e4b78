import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Runs } from '../../../core/ports/runs.ts';
import type { EnrolmentStore } from '../../../core/ports/streamStore.ts';
import { parseRunInput } from '../../../core/runs/runInput.ts';
import { parseWith } from '../../../core/streams/enrolment.ts';
import type { Clock } from '../../../core/system.ts';
import { formatTime } from '../../../core/time/formatTime.ts';
import { enrolmentOf } from './enrolment.ts';

const schema = z.strictObject({
  from: z.union([z.string(), z.number()]).optional(),
  to: z.union([z.string(), z.number()]).optional(),
  /** The same token is the same run, however often it is asked for. */
  clientToken: z.string().min(1).max(64).optional(),
  /** Only tell what there would be to do. */
  dryRun: z.boolean().optional(),
});

export interface BackfillRequest {
  readonly range?: { readonly fromMs: number; readonly toMs: number };
  readonly clientToken?: string;
  readonly dryRun: boolean;
}

export interface StartBackfillPorts {
  readonly enrolments: EnrolmentStore;
  readonly runs: Runs;
}

/** @throws ArchiverError `InvalidInput`, naming the field */
export function parseBackfillRequest(input: unknown, clock: Clock): BackfillRequest {
  const { from, to, clientToken, dryRun = false } = parseWith(schema, input);
  const { range } = parseRunInput(
    { trigger: 'backfill', all: true, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) },
    clock.now(),
  );
  return {
    dryRun,
    ...(range === undefined ? {} : { range }),
    ...(clientToken === undefined ? {} : { clientToken }),
  };
}

/**
 * Starts the archive machine for a range of a stream, or for its open gaps.
 *
 * @param requestId of the HTTP request: names the run where no token was given
 * @throws ArchiverError `NotFound` where the stream is not enrolled; `Conflict` where the token names another range
 */
export async function startBackfill(
  streamName: string,
  { range, clientToken }: BackfillRequest,
  requestId: string,
  ports: StartBackfillPorts,
): Promise<Record<string, unknown>> {
  await enrolmentOf(streamName, ports.enrolments);
  const name = clientToken === undefined ? `request ${requestId}` : `token ${clientToken}`;
  const executionId = `backfill-${createHash('sha256').update(`${streamName} ${name}`).digest('hex').slice(0, 24)}`;
  const span = range === undefined ? {} : { from: formatTime(range.fromMs), to: formatTime(range.toMs) };
  await ports.runs.start(executionId, { trigger: 'backfill', stream: streamName, ...span });
  return { executionId, streamName, ...span };
}

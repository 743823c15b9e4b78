import * as z from 'zod';
import { ArchiverError } from '../errors.ts';
import { parseStreamName, parseWith } from '../streams/enrolment.ts';
import { parseTime } from '../time/parseTime.ts';
import type { RunItem, RunKind } from './run.ts';

const schema = z.strictObject({
  trigger: z.enum(['schedule', 'catch-up', 'manual', 'backfill', 'notification']).optional(),
  stream: z.string().optional(),
  /** The same as `stream`. */
  streamName: z.string().optional(),
  from: z.union([z.string(), z.number()]).optional(),
  to: z.union([z.string(), z.number()]).optional(),
  /** Set by the machine where a run goes on in a new execution: when the first of them began. */
  continues: z.number().optional(),
  /** With `notification`: the fragment, and its server time. */
  fragment: z
    .string()
    .regex(/^\d{1,128}$/, 'is no fragment number')
    .optional(),
  serverMs: z.int().min(0).optional(),
  /** With `backfill`: every open gap, also one whose next try is not due. */
  all: z.boolean().optional(),
  /** Step Functions adds it to what it starts by itself. */
  AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: z.string().optional(),
});

/** What a run was asked for. */
export interface RunRequest {
  readonly kind: RunKind;
  readonly stream?: string;
  readonly range?: { readonly fromMs: number; readonly toMs: number };
  readonly notified?: { readonly fragment: string; readonly serverMs: number };
  /** When the run began that this one continues. */
  readonly continuesMs?: number;
}

/**
 * Reads the input of the archive machine.
 *
 * @param now for relative times such as `-2h`
 * @throws ArchiverError `InvalidInput`, naming the field
 */
export function parseRunInput(input: unknown, now: number): RunRequest {
  const { trigger, stream, streamName, from, to, all, continues, fragment, serverMs } = parseWith(schema, input ?? {});
  if (stream !== undefined && streamName !== undefined && stream !== streamName) {
    throw new ArchiverError('InvalidInput', 'stream: and streamName name different streams; give one');
  }
  const named = stream ?? streamName;
  const name = {
    ...(named === undefined ? {} : { stream: parseStreamName(named, 'stream') }),
    ...(continues === undefined ? {} : { continuesMs: continues }),
  };
  if (all !== undefined && trigger !== 'backfill') {
    throw new ArchiverError('InvalidInput', 'all: is for backfill; give "trigger": "backfill" too');
  }
  if (trigger === 'notification') {
    const missing = Object.entries({ stream: named, fragment, serverMs }).find(([, value]) => value === undefined)?.[0];
    if (named === undefined || fragment === undefined || serverMs === undefined) {
      throw new ArchiverError('InvalidInput', `${missing}: is missing; a notification names a fragment of a stream`);
    }
    return { kind: 'notification', notified: { fragment, serverMs }, ...name };
  }
  if (fragment !== undefined || serverMs !== undefined) {
    const field = fragment === undefined ? 'serverMs' : 'fragment';
    throw new ArchiverError('InvalidInput', `${field}: is for notifications; give "trigger": "notification" too`);
  }
  if (from !== undefined || to !== undefined) {
    if (from === undefined || to === undefined) {
      throw new ArchiverError('InvalidInput', `${from === undefined ? 'from' : 'to'}: is missing; a range has both`);
    }
    const range = { fromMs: parseTime(from, 'from', now), toMs: parseTime(to, 'to', now) };
    if (range.fromMs >= range.toMs) {
      throw new ArchiverError('InvalidInput', `from: ${JSON.stringify(from)} is not before to: ${JSON.stringify(to)}`);
    }
    return { kind: 'range', range, ...name };
  }
  if (trigger === 'catch-up') {
    if (named === undefined) throw new ArchiverError('InvalidInput', 'stream: is missing; catch-up is of one stream');
    return { kind: 'catch-up', ...name };
  }
  // What a person names is tried at once; the schedule tries what is due.
  if (trigger === 'backfill') return { kind: named === undefined && all !== true ? 'backfill' : 'gaps', ...name };
  if (trigger === 'schedule') return { kind: 'live', ...name };
  return { kind: named === undefined ? 'all' : 'stream', ...name };
}

/**
 * A range is gone through in pieces, so that one listing fits into a function's memory: six hours at KVS's five
 * fragments a second are 108,000 fragments. What a child's history cannot hold goes on in a nested execution.
 */
const PIECE_MS = 6 * 3_600_000;
const MAX_PIECES = 20_000;

/**
 * The pieces of a range, oldest first.
 *
 * @throws ArchiverError `InvalidInput` over 13 years
 */
export function rangePieces(streamName: string, range: { fromMs: number; toMs: number }): RunItem[] {
  const pieces: RunItem[] = [];
  for (let fromMs = range.fromMs; fromMs < range.toMs; fromMs += PIECE_MS) {
    pieces.push({ streamName, fromMs, toMs: Math.min(fromMs + PIECE_MS, range.toMs) });
    if (pieces.length > MAX_PIECES) {
      throw new ArchiverError('InvalidInput', 'to: the range is longer than KVS keeps footage (10 years)');
    }
  }
  return pieces;
}

import { ArchiverError } from '../../../core/errors.ts';
import { checkLedgerFormat, LEDGER_FORMAT } from '../../../core/format/ledgerFormat.ts';
import type { FormatNote } from '../../../core/ports/formatNote.ts';
import type { Ledger } from '../../../core/ports/ledger.ts';
import type { ObjectStore } from '../../../core/ports/objectStore.ts';
import type { EnrolmentStore } from '../../../core/ports/streamStore.ts';
import { isOfGaps, type Run, type RunItem } from '../../../core/runs/run.ts';
import { parseRunInput, type RunRequest, rangePieces } from '../../../core/runs/runInput.ts';
import { parseTime } from '../../../core/time/parseTime.ts';

/** Where enrolment keeps the list of all streams, in shards of JSON Lines. */
export const STREAMS_PREFIX = 'streams/';
/** Lines of a run's own list: a day of 50,000 streams. The list is made in memory, and each line is a child. */
export const MAX_ITEMS = 200_000;
/** Streams that one scheduled backfill goes through; the next one, a quarter of an hour later, takes the next. */
const BACKFILL_STREAMS = 2000;

export interface PrepareRunInput {
  readonly input: unknown;
  readonly executionArn: string;
  readonly startedAt: string;
  readonly stateMachineArn: string;
}

export interface PrepareRunPorts {
  readonly enrolments: EnrolmentStore;
  readonly format: FormatNote;
  readonly ledger: Pick<Ledger, 'openGaps'>;
  readonly objects: ObjectStore;
  readonly workBucket: string;
}

/**
 * Reads what a run was asked for, and puts the list of what it goes through into the work bucket.
 *
 * @throws ArchiverError `InvalidInput`; `NotFound` where the named stream is not enrolled
 */
export async function prepareRun(input: PrepareRunInput, ports: PrepareRunPorts): Promise<Run> {
  await checkFormat(ports.format);
  const startedMs = parseTime(input.startedAt, 'startedAt');
  const request = parseRunInput(input.input, startedMs);
  const runId = input.executionArn.slice(input.executionArn.lastIndexOf(':') + 1);
  const prefix = await itemsOf(request, startedMs, `runs/${runId}/streams/`, ports);
  const long = request.kind !== 'live' && request.kind !== 'notification';
  return {
    runId,
    kind: request.kind,
    children: prefix === undefined ? 'NONE' : long ? 'STANDARD' : 'EXPRESS',
    // The pieces of one stream's range go one after the other: they share the stream's quota.
    maxConcurrency: request.kind === 'range' && request.stream !== undefined ? 1 : isOfGaps(request) ? 20 : 50,
    items: { bucket: ports.workBucket, prefix: prefix ?? STREAMS_PREFIX },
    results: { bucket: ports.workBucket, prefix: `runs/${runId}/results` },
    startedMs,
    executionArn: input.executionArn,
    stateMachineArn: input.stateMachineArn,
    ...(request.continuesMs === undefined ? {} : { continuesMs: request.continuesMs }),
  };
}

/** Once a run, not once a stream: every change of the archive goes through this machine. */
async function checkFormat(note: FormatNote): Promise<void> {
  if (checkLedgerFormat(await note.read()) === 'fine') return;
  // Another version noted a newer one in this very moment: hear it from there.
  if (!(await note.write(LEDGER_FORMAT))) checkLedgerFormat(await note.read());
}

/** The prefix under which the run's items lie, or nothing where no stream is enrolled. */
async function itemsOf(
  request: RunRequest,
  nowMs: number,
  ownPrefix: string,
  ports: PrepareRunPorts,
): Promise<string | undefined> {
  if (request.stream !== undefined) {
    if ((await ports.enrolments.get(request.stream)) === undefined) {
      throw new ArchiverError(
        'NotFound',
        `stream: ${request.stream} is not enrolled; kvs-archiver streams add ${request.stream}`,
      );
    }
    await writeItems(ports, ownPrefix, itemsOfStream(request.stream, request));
    return ownPrefix;
  }
  if (isOfGaps(request)) return streamsWithGaps(request, nowMs, ownPrefix, ports);
  if (request.range === undefined) {
    for await (const _shard of ports.objects.list(ports.workBucket, STREAMS_PREFIX)) return STREAMS_PREFIX;
    return undefined;
  }
  const items: RunItem[] = [];
  let after: string | undefined;
  do {
    const page = await ports.enrolments.list(500, after);
    for (const { streamName } of page.items) items.push(...itemsOfStream(streamName, request));
    if (items.length > MAX_ITEMS) {
      throw new ArchiverError(
        'InvalidInput',
        `to: a range over all streams may come to ${MAX_ITEMS} pieces of six hours; name a stream, or give a shorter range`,
      );
    }
    after = page.nextToken;
  } while (after !== undefined);
  if (items.length === 0) return undefined;
  await writeItems(ports, ownPrefix, items);
  return ownPrefix;
}

/** The streams with open gaps, soonest-expiring first; for the schedule those that are due, a bounded number a run. */
async function streamsWithGaps(
  request: RunRequest,
  nowMs: number,
  ownPrefix: string,
  ports: PrepareRunPorts,
): Promise<string | undefined> {
  const bySchedule = request.kind === 'backfill';
  const most = bySchedule ? BACKFILL_STREAMS : MAX_ITEMS;
  const items = new Map<string, RunItem>();
  for await (const { streamArn, streamName } of ports.ledger.openGaps(bySchedule ? nowMs : undefined)) {
    if (!items.has(streamArn)) items.set(streamArn, { streamName, streamArn });
    if (items.size >= most) break;
  }
  if (items.size === 0) return undefined;
  await writeItems(ports, ownPrefix, [...items.values()]);
  return ownPrefix;
}

function itemsOfStream(streamName: string, request: RunRequest): RunItem[] {
  if (request.notified !== undefined) return [{ streamName, notified: request.notified }];
  return request.range === undefined ? [{ streamName }] : rangePieces(streamName, request.range);
}

/** The same run prepared again finds its list there. */
async function writeItems(ports: PrepareRunPorts, prefix: string, items: readonly RunItem[]): Promise<void> {
  const lines = items.map((item) => `${JSON.stringify(item)}\n`).join('');
  const place = { bucket: ports.workBucket, key: `${prefix}items.jsonl` };
  await ports.objects.putIfAbsent(place, new TextEncoder().encode(lines), 'application/x-ndjson');
}

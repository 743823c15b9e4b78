import type { MeasuredCall, MeasuredFunction, Measurement, Traffic } from './Measurement.ts';
import { PRICES, type PriceName } from './prices.ts';
import { bytesOf, SECONDS_A_MONTH } from './quantities.ts';
import { ONCE_A_TICK, scalePass } from './scalePass.ts';

/** The services that a bill names. */
export type BilledService =
  | 'Step Functions'
  | 'Lambda'
  | 'S3 requests'
  | 'DynamoDB'
  | 'EventBridge'
  | 'CloudWatch Logs'
  | 'KVS ingest'
  | 'KVS reads'
  | 'KVS storage'
  | 'S3 storage'
  | 'Rekognition'
  | 'MediaConvert';

/** What archiving itself costs; the rest is footage that comes, is read and is kept, whoever archives it. */
export const ARCHIVING: readonly BilledService[] = [
  'Step Functions',
  'Lambda',
  'S3 requests',
  'DynamoDB',
  'EventBridge',
  'CloudWatch Logs',
];
/** Orchestration, compute, requests and ledger: what the aim is about, for 2 Mbit/s in windows of 300 s. */
const AIMED_AT: readonly BilledService[] = ['Step Functions', 'Lambda', 'S3 requests', 'DynamoDB'];
export const AIM_DOLLARS = 0.6;

export interface CostLine {
  readonly service: BilledService;
  readonly price: PriceName;
  /** A month of one camera, or of the whole stack whatever its cameras. */
  readonly of: 'camera' | 'stack';
  readonly quantity: number;
  readonly dollars: number;
}

export interface Fleet extends Traffic {
  readonly streams: number;
  /** Hours that KVS keeps the footage. */
  readonly retentionHours: number;
}

/** The schedule ticks at least so often: a longer window is a stream's own interval. */
const LONGEST_TICK_SECONDS = 300;
/** Assumed: 64 MB chunks, and a definition and payloads of a few ten KB (pricing page, examples 3 and 4). */
export const EXPRESS_GB = 64 / 1024;
/** Assumed: the platform's own lines of an invocation, in JSON. */
export const PLATFORM_LOG_BYTES = 600;
/** Shards of the stream list (enrolment). */
const LIST_SHARDS = 16;
const PUT_CLASS = new Set([
  'PutObject',
  'CopyObject',
  'CreateMultipartUpload',
  'UploadPart',
  'UploadPartCopy',
  'CompleteMultipartUpload',
  'ListObjectsV2',
]);
const FREE = new Set(['DeleteObject', 'DeleteObjects', 'AbortMultipartUpload']);

export const line = (
  service: BilledService,
  price: PriceName,
  quantity: number,
  of: CostLine['of'] = 'camera',
): CostLine => ({ service, price, of, quantity, dollars: quantity * PRICES[price].dollars });

/** A month of this design, line by line, from the calls that a measured run made. */
export function cameraMonth(measurement: Measurement, fleet: Fleet): CostLine[] {
  const windows = SECONDS_A_MONTH / fleet.windowSeconds;
  const ticks = SECONDS_A_MONTH / Math.min(fleet.windowSeconds, LONGEST_TICK_SECONDS);
  const lines = [...archivingLines(measurement, fleet, { windows, ticks }), ...footageLines(fleet)];
  return lines.filter(({ quantity }) => quantity > 0);
}

/**
 * What archiving itself costs a camera and the stack, for so many windows that held footage among so many ticks of the
 * schedule.
 */
export function archivingLines(
  measurement: Measurement,
  fleet: Fleet,
  { windows, ticks }: { readonly windows: number; readonly ticks: number },
): CostLine[] {
  const window = scalePass(measurement, fleet);
  const { idle } = measurement;
  const inIdle = (name: string): boolean => !ONCE_A_TICK.has(name);
  const any = measurement.points[0]?.window ?? idle;
  const shards = Math.min(fleet.streams, LIST_SHARDS);
  const tickCalls = any.calls
    .filter(({ caller }) => ONCE_A_TICK.has(caller))
    .map((call) =>
      call.caller === 'ArchiveMachineRole' && call.operation === 'GetObject' ? { ...call, calls: shards } : call,
    );

  return [
    line('Step Functions', 'standardTransition', ticks * any.standardTransitions, 'stack'),
    line('Step Functions', 'expressRequest', ticks),
    line(
      'Step Functions',
      'expressGbSecond',
      (EXPRESS_GB * (windows * window.expressMs + (ticks - windows) * idle.expressMs)) / 1000,
    ),
    ...functionLines(
      any.functions.filter(({ name }) => ONCE_A_TICK.has(name)),
      ticks,
      'stack',
    ),
    ...functionLines(window.functions, windows),
    ...functionLines(
      idle.functions.filter(({ name }) => inIdle(name)),
      ticks - windows,
    ),
    ...callLines(tickCalls, ticks, 'stack'),
    ...callLines(window.calls, windows),
    ...callLines(
      idle.calls.filter(({ caller }) => inIdle(caller)),
      ticks - windows,
    ),
    line('EventBridge', 'event', windows * window.bucketEvents),
  ];
}

function functionLines(uses: readonly MeasuredFunction[], times: number, of: CostLine['of'] = 'camera'): CostLine[] {
  const sum = (figure: (use: MeasuredFunction) => number): number =>
    times * uses.reduce((total, use) => total + figure(use), 0);
  return [
    line(
      'Lambda',
      'lambdaRequest',
      sum(({ invocations }) => invocations),
      of,
    ),
    line(
      'Lambda',
      'lambdaArmGbSecond',
      sum(({ memoryMb, milliseconds }) => (memoryMb / 1024) * (milliseconds / 1000)),
      of,
    ),
    line('CloudWatch Logs', 'logGb', sum((use) => use.logBytes + use.invocations * PLATFORM_LOG_BYTES) / 1e9, of),
  ];
}

/** Calls of Kinesis Video Streams, Step Functions and Lambda cost nothing by themselves. */
function callLines(calls: readonly MeasuredCall[], times: number, of: CostLine['of'] = 'camera'): CostLine[] {
  const sum = (figure: (call: MeasuredCall) => number): number =>
    times * calls.reduce((total, call) => total + figure(call), 0);
  const s3 = (isPut: boolean) => (call: MeasuredCall) =>
    call.service === 's3' && !FREE.has(call.operation) && PUT_CLASS.has(call.operation) === isPut ? call.calls : 0;
  return [
    line('S3 requests', 's3PutRequest', sum(s3(true)), of),
    line('S3 requests', 's3GetRequest', sum(s3(false)), of),
    line(
      'DynamoDB',
      'dynamoWriteUnit',
      sum(({ writeUnits }) => writeUnits),
      of,
    ),
    line(
      'DynamoDB',
      'dynamoReadUnit',
      sum(({ readUnits }) => readUnits),
      of,
    ),
    line(
      'EventBridge',
      'event',
      sum((call) => (call.operation === 'PutEvents' ? call.calls : 0)),
      of,
    ),
  ];
}

/** What the footage itself costs; what a month adds to the archive is kept for a month. */
export function footageLines(fleet: Fleet): CostLine[] {
  const gb = bytesOf(fleet, SECONDS_A_MONTH) / 1e9;
  const copies = fleet.fragments === 'all' ? 2 : 1;
  const reads = fleet.source === 'fragments' ? 1 : copies;
  return [
    line('KVS ingest', 'kvsIngestGb', gb),
    line('KVS reads', 'kvsReadGb', gb * reads),
    line('KVS storage', 'kvsStoredGbMonth', (bytesOf(fleet, 3600) / 1e9) * fleet.retentionHours),
    line('S3 storage', 's3StoredGbMonth', gb * copies),
  ];
}

/** Dollars of a camera-month by service, its share of the stack included. */
export function byService(lines: readonly CostLine[], streams: number): ReadonlyMap<BilledService, number> {
  const sums = new Map<BilledService, number>();
  for (const { service, dollars, of } of lines) {
    sums.set(service, (sums.get(service) ?? 0) + (of === 'stack' ? dollars / streams : dollars));
  }
  return sums;
}

/** Everything that archiving itself costs a camera. */
export const archivingDollars = (lines: readonly CostLine[], streams: number): number =>
  sumOf(ARCHIVING, lines, streams);

/** The sum that the aim is about. */
export const aimedAtDollars = (lines: readonly CostLine[], streams: number): number => sumOf(AIMED_AT, lines, streams);

function sumOf(services: readonly BilledService[], lines: readonly CostLine[], streams: number): number {
  const sums = byService(lines, streams);
  return services.reduce((total, service) => total + (sums.get(service) ?? 0), 0);
}

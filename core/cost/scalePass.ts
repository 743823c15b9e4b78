import { FRAGMENTS_PER_READ } from '../plans/limits.ts';
import type { MeasuredCall, MeasuredFunction, MeasuredPoint, Measurement, Traffic } from './Measurement.ts';
import { bytesOf, type ClipSize, clipsOfWindow } from './quantities.ts';

/** What one window of one stream calls, foretold. */
export interface ForetoldPass {
  readonly clips: readonly ClipSize[];
  /** Of the child that goes through the stream. */
  readonly calls: readonly MeasuredCall[];
  readonly functions: readonly MeasuredFunction[];
  readonly expressMs: number;
  readonly bucketEvents: number;
}

/** Called once a clip; all other functions of the child are called once a window. */
const ONCE_A_CLIP = new Set(['archiveClip', 'archiveBundle']);
/** Of the machine's own execution, whatever the number of its streams. */
export const ONCE_A_TICK = new Set(['ArchiveMachineRole', 'prepareRun', 'concludeRun']);
/** Clips of one stream that are made at once (statemachines/archive.asl.yml). */
const CLIPS_AT_ONCE = 4;
const RELIST_SECONDS = 900;

const sameSettings = (a: Traffic, b: Traffic): boolean => a.fragments === b.fragments && a.source === b.source;
const fragmentsOf = ({ traffic }: MeasuredPoint): number => traffic.windowSeconds / traffic.fragmentSeconds;
const bytesOfPoint = ({ traffic }: MeasuredPoint): number => bytesOf(traffic, traffic.windowSeconds);

/** The measured points that a foretelling rests on. */
interface Basis {
  /** Many fragments of few bytes. */
  readonly light: MeasuredPoint;
  /** The same fragments, ten times the bytes. */
  readonly heavy: MeasuredPoint;
  /** Fewer fragments, of any settings. */
  readonly short: MeasuredPoint;
}

function basisOf(measurement: Measurement, traffic: Traffic): Basis {
  const same = measurement.points.filter((point) => sameSettings(point.traffic, traffic));
  const most = Math.max(...measurement.points.map(fragmentsOf));
  const full = same.filter((point) => fragmentsOf(point) === most);
  const [light, ...heavier] = full.sort((one, other) => bytesOfPoint(one) - bytesOfPoint(other));
  const heavy = heavier.at(-1);
  const short = measurement.points.find((point) => fragmentsOf(point) < most);
  if (light === undefined || heavy === undefined || short === undefined) {
    throw new RangeError(`no points were measured for fragments: ${traffic.fragments}, source: ${traffic.source}`);
  }
  return { light, heavy, short };
}

/**
 * Foretells the calls of one window from those that were measured. Counts follow from how many clips the window becomes
 * and how many reads by number they take; DynamoDB units grow with the numbers in a row, and
 * times with the bytes, both in a straight line through two measured points.
 */
export function scalePass(measurement: Measurement, traffic: Traffic): ForetoldPass {
  const basis = basisOf(measurement, traffic);
  const clips = clipsOfWindow(traffic);
  const own = basis.light.window.calls.filter(({ caller }) => !ONCE_A_TICK.has(caller));
  const functions = basis.light.window.functions
    .filter(({ name }) => !ONCE_A_TICK.has(name))
    .map((use) => scaleFunction(use, clips, basis, measurement));
  return {
    clips,
    calls: own.flatMap((call) => scaleCall(call, clips, traffic, basis)).filter(({ calls }) => calls > 0),
    functions,
    expressMs: expressTime(functions, clips.length, basis.light),
    bucketEvents: basis.light.window.bucketEvents * clips.length,
  };
}

function scaleCall(call: MeasuredCall, clips: readonly ClipSize[], traffic: Traffic, basis: Basis): MeasuredCall[] {
  const { caller, service, operation } = call;
  const perClip = ONCE_A_CLIP.has(caller);
  const count = clips.length;
  if (service === 's3' && operation === 'PutObject') {
    // The plan's document, or a plan's files with their manifests.
    return [{ ...call, calls: call.calls * count }];
  }
  if (operation === 'GetMediaForFragmentList') {
    const reads = clips.reduce((sum, { fragments }) => sum + Math.ceil(fragments / FRAGMENTS_PER_READ), 0);
    return [{ ...call, calls: reads }];
  }
  if (service !== 'dynamodb') return [{ ...call, calls: perClip ? call.calls * count : call.calls }];
  const fragments = clips.reduce((sum, clip) => sum + clip.fragments, 0) / count;
  const again = operation === 'Query' ? Math.max(1, RELIST_SECONDS / traffic.windowSeconds / 3) * count : 1;
  const times = perClip ? count : again;
  return [
    {
      ...call,
      calls: perClip ? call.calls * count : call.calls,
      readUnits: unitsAt(fragments, call, 'readUnits', basis) * times,
      writeUnits: unitsAt(fragments, call, 'writeUnits', basis) * times,
    },
  ];
}

/** Through the points of few and of many fragments; never below the fewer one's. */
function unitsAt(fragments: number, call: MeasuredCall, field: 'readUnits' | 'writeUnits', basis: Basis): number {
  const few = basis.short.window.calls.find(
    ({ caller, operation, service }) =>
      caller === call.caller && operation === call.operation && service === call.service,
  );
  if (few === undefined) return call[field];
  const slope = (call[field] - few[field]) / (fragmentsOf(basis.light) - fragmentsOf(basis.short));
  return Math.max(few[field], call[field] + slope * (fragments - fragmentsOf(basis.light)));
}

function scaleFunction(
  use: MeasuredFunction,
  clips: readonly ClipSize[],
  { light, heavy }: Basis,
  measurement: Measurement,
): MeasuredFunction {
  if (!ONCE_A_CLIP.has(use.name)) return use;
  const lightMs = quickest(use.name, light, measurement);
  const heavyMs = quickest(use.name, heavy, measurement);
  const [from, to] = [bytesAt(light), bytesAt(heavy)];
  const slope = Math.max(0, (heavyMs - lightMs) / (to - from));
  const milliseconds = clips.reduce((sum, { bytes }) => sum + Math.max(1, lightMs + slope * (bytes - from)), 0);
  return { ...use, invocations: clips.length, milliseconds, logBytes: use.logBytes * clips.length };
}

const bytesAt = ({ traffic }: MeasuredPoint): number =>
  clipsOfWindow(traffic).reduce((sum, { bytes }) => sum + bytes, 0);

/** The same work was measured with and without bundles: the quicker one had the machine to itself. */
function quickest(name: string, point: MeasuredPoint, { points }: Measurement): number {
  const { source, mbps, windowSeconds } = point.traffic;
  const times = points
    .filter(
      ({ traffic }) => traffic.source === source && traffic.mbps === mbps && traffic.windowSeconds === windowSeconds,
    )
    .flatMap(({ window }) => window.functions.filter((use) => use.name === name).map((use) => use.milliseconds));
  return Math.min(...times);
}

/** The child waits for its functions one after the other, for clips four at a time. */
function expressTime(functions: readonly MeasuredFunction[], clips: number, light: MeasuredPoint): number {
  const sum = (uses: readonly MeasuredFunction[], side: number): number =>
    uses
      .filter(({ name }) => !ONCE_A_TICK.has(name))
      .reduce((total, { name, milliseconds }) => total + milliseconds / (ONCE_A_CLIP.has(name) ? side : 1), 0);
  const own = Math.max(0, light.window.expressMs - sum(light.window.functions, 1));
  return Math.ceil((own + sum(functions, Math.min(clips, CLIPS_AT_ONCE))) / 100) * 100;
}

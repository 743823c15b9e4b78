import type { PassRecord } from '../ports/runLog.ts';
import { joinOutcomes, type StateOutcome } from './StateOutcome.ts';

/** The states of the archive machine that a pass goes through, whatever it finds; the last but one writes its record. */
const WAY = [
  ...['Begin', 'ComputeWindow', 'IsThereAWindow', 'ListFragments', 'IsTheStreamFree'],
  ...['ArchiveClips', 'ArchiveBundles', 'CommitWindow', 'CaughtUp'],
];
/** How far a child comes whose stream is not due. */
const WAY_OF_SKIPPED = 3;

/** Children of an Express Map, as far as their parent knows of them. */
export interface KnownChildren {
  readonly passes: readonly PassRecord[];
  /** Whether these are the passes of all children. */
  readonly allPasses: boolean;
  readonly succeeded: number;
  /** Those that ended because something was lost. */
  readonly lost: number;
  /** Of the Map, borne by its states (serverless/definitions.cjs): `Long`, or none. */
  readonly label?: string;
}

/**
 * What became of the states within a Map of the archive machine whose children keep no history (Express), from what
 * their passes wrote down and from how they ended. A pass that died wrote nothing, so nothing is told of its states;
 * retries are not known.
 */
export function outcomesOfPasses({ passes, allPasses, succeeded, lost, label = '' }: KnownChildren): StateOutcome[] {
  const worked = new Set(passes.map(({ streamName }) => streamName)).size;
  const skipped = allPasses ? Math.max(0, succeeded + lost - worked) : 0;
  const before = [...(worked > 0 ? ['CaughtUp'] : []), ...(skipped > 0 ? ['IsThereAWindow'] : [])];
  const outcomes = joinOutcomes([
    ...WAY.slice(0, WAY_OF_SKIPPED).flatMap((name, at) => entered(name, skipped, WAY.slice(Math.max(0, at - 1), at))),
    ...passes.flatMap(ofPass),
    ...entered('StreamDone', succeeded, before),
    ...entered('SomethingWasLost', lost, ['CaughtUp'], 'failed'),
  ]);
  return outcomes.map(({ after, ...outcome }) => ({
    ...outcome,
    name: `${label}${outcome.name}`,
    ...(after === undefined ? {} : { after: after.map((name) => `${label}${name}`) }),
  }));
}

/** Nothing for a state that was not entered. */
function entered(
  name: string,
  times: number,
  after: readonly string[],
  outcome: 'succeeded' | 'caught' | 'failed' = 'succeeded',
): StateOutcome[] {
  if (times === 0) return [];
  const [failed, caught] = [outcome === 'failed' ? times : 0, outcome === 'caught' ? times : 0];
  return [{ name, outcome, entered: times, failed, caught, retried: 0, ...(after.length === 0 ? {} : { after }) }];
}

function ofPass({ endedMs, clips, gaps, bundles, failedBundles, pass }: PassRecord): StateOutcome[] {
  // A further pass of the same child does not begin it again.
  const way = WAY.flatMap((name, at) => {
    if (at === 0) return entered(name, pass === 1 ? 1 : 0, []);
    return entered(name, 1, at === 1 && pass > 1 ? ['CaughtUp'] : [WAY[at - 1] ?? '']);
  });
  return [
    ...way,
    ...entered('FirstTry', clips + gaps, ['ArchiveClips']),
    ...entered('ArchiveClip', clips, ['FirstTry']),
    ...entered('ArchiveClip', gaps, ['FirstTry'], 'caught'),
    ...entered('RecordGap', gaps, ['ArchiveClip']),
    ...entered('ArchiveBundle', bundles, ['ArchiveBundles']),
    ...entered('ArchiveBundle', failedBundles, ['ArchiveBundles'], 'caught'),
    ...entered('BundleLeftOpen', failedBundles, ['ArchiveBundle']),
  ].map((outcome) => ({ ...outcome, endedMs }));
}

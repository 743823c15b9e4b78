import type { PassRecord } from '../ports/runLog.ts';
import { joinOutcomes, type StateOutcome } from './StateOutcome.ts';

/** States of the archive machine that a pass goes through, whatever it finds; its record is written by the last but one. */
const ALWAYS = ['Begin', 'ComputeWindow', 'IsThereAWindow', 'ListFragments', 'IsTheStreamFree'];
const AFTER = ['ArchiveClips', 'ArchiveBundles', 'CommitWindow', 'CaughtUp'];

/**
 * What became of the states within a Map of the archive machine, from what its passes wrote down: Express children keep
 * no history. A pass that died wrote nothing, so nothing is told of its states; retries are not known.
 *
 * @param label of the Map whose states bear it (serverless/definitions.cjs): `Long`, or none
 */
export function outcomesOfPasses(passes: readonly PassRecord[], label = ''): StateOutcome[] {
  return joinOutcomes(passes.flatMap(ofPass)).map((outcome) => ({ ...outcome, name: `${label}${outcome.name}` }));
}

function ofPass({ endedMs, clips, gaps, bundles, failedBundles, pass }: PassRecord): StateOutcome[] {
  const done = (name: string, times = 1): StateOutcome[] =>
    times === 0 ? [] : [{ name, outcome: 'succeeded', entered: times, failed: 0, caught: 0, retried: 0, endedMs }];
  const failing = (name: string, times: number): StateOutcome[] =>
    times === 0 ? [] : [{ name, outcome: 'caught', entered: times, failed: 0, caught: times, retried: 0, endedMs }];
  return [
    // A further pass of the same child does not begin it again.
    ...ALWAYS.filter((name) => name !== 'Begin' || pass === 1).flatMap((name) => done(name)),
    ...done('FirstTry', clips + gaps),
    ...done('ArchiveClip', clips),
    ...failing('ArchiveClip', gaps),
    ...done('RecordGap', gaps),
    ...done('ArchiveBundle', bundles),
    ...failing('ArchiveBundle', failedBundles),
    ...done('BundleLeftOpen', failedBundles),
    ...AFTER.flatMap((name) => done(name)),
  ];
}

import { eachState } from '../../../core/machines/MachineOutline.ts';
import { readOutline } from '../../../core/machines/readOutline.ts';
import type { PassRecord } from '../../../core/ports/runLog.ts';
import { outcomesOfPasses } from '../../../core/runs/outcomesOfPasses.ts';

const definitions = require('../../../serverless/definitions.cjs') as { archive: unknown };
const archive = readOutline(JSON.parse(JSON.stringify(definitions.archive)));

const record = (more: Partial<PassRecord>): PassRecord => ({
  ...{ streamArn: 'arn', streamName: 'front', runId: 'run', executionArn: 'arn', pass: 1, kind: 'live', endedMs: 5 },
  ...{ windows: [], listed: 0, alreadyKnown: 0, planned: 0, clips: 0, bundles: 0, failedBundles: 0, gaps: 0 },
  ...{ watermarkMs: 0, lagMs: 0, ...more },
});
const counts = (passes: readonly PassRecord[], label?: string) =>
  Object.fromEntries(
    outcomesOfPasses(passes, label).map(({ name, outcome, entered, caught }) => [
      name,
      caught === 0 ? `${outcome} ${entered}` : `${outcome} ${entered}, ${caught} caught`,
    ]),
  );

test('every state that is told stands in the definition, in the Map with the label and in the other', () => {
  const everything = record({ clips: 1, gaps: 1, bundles: 1, failedBundles: 1 });
  const inMap = (name: string) => {
    const map = archive.states.find((state) => state.name === name);
    return (map?.inner ?? []).flatMap((region) => [...eachState(region)].map((state) => state.name));
  };

  expect(inMap('LiveStreams')).toEqual(expect.arrayContaining(Object.keys(counts([everything]))));
  expect(inMap('CatchUpAndRanges')).toEqual(expect.arrayContaining(Object.keys(counts([everything], 'Long'))));
});

test('a pass that found nothing, and one that found more than could be stored', () => {
  expect(counts([record({})])).toMatchObject({ ComputeWindow: 'succeeded 1', ArchiveClips: 'succeeded 1' });
  expect(counts([record({})])).not.toHaveProperty('ArchiveClip');
  expect(counts([record({ clips: 3, gaps: 1, bundles: 2, failedBundles: 1 }), record({ pass: 2, clips: 1 })])).toEqual({
    ...{ Begin: 'succeeded 1', ComputeWindow: 'succeeded 2', IsThereAWindow: 'succeeded 2' },
    ...{ ListFragments: 'succeeded 2', IsTheStreamFree: 'succeeded 2', FirstTry: 'succeeded 5' },
    ...{ ArchiveClip: 'caught 5, 1 caught', RecordGap: 'succeeded 1', ArchiveBundle: 'caught 3, 1 caught' },
    ...{ BundleLeftOpen: 'succeeded 1', ArchiveClips: 'succeeded 2', ArchiveBundles: 'succeeded 2' },
    ...{ CommitWindow: 'succeeded 2', CaughtUp: 'succeeded 2' },
  });
});

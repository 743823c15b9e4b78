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
const ENDS = { succeeded: 1, lost: 1 };
const counts = (passes: readonly PassRecord[], label = '', { succeeded = 0, lost = 0 } = {}) =>
  Object.fromEntries(
    outcomesOfPasses({ passes, allPasses: true, succeeded, lost, label }).map(({ name, outcome, entered, caught }) => [
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

  expect(inMap('LiveStreams')).toEqual(expect.arrayContaining(Object.keys(counts([everything], '', ENDS))));
  expect(inMap('CatchUpAndRanges')).toEqual(expect.arrayContaining(Object.keys(counts([everything], 'Long', ENDS))));
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

test('a child whose stream was not due came as far as its window', () => {
  expect(counts([], '', { succeeded: 2 })).toEqual({
    ...{ Begin: 'succeeded 2', ComputeWindow: 'succeeded 2', IsThereAWindow: 'succeeded 2' },
    StreamDone: 'succeeded 2',
  });
  expect(counts([record({ gaps: 1 })], '', { succeeded: 1, lost: 1 })).toMatchObject({
    ...{ Begin: 'succeeded 2', CommitWindow: 'succeeded 1', StreamDone: 'succeeded 1', SomethingWasLost: 'failed 1' },
  });
});

test('the ways are told, each leads on in the definition', () => {
  const passes = [record({ clips: 1, gaps: 1, bundles: 1, failedBundles: 1 }), record({ pass: 2 })];
  const states = new Map([...eachState(archive)].map((state) => [state.name, state]));
  const told = outcomesOfPasses({ passes, allPasses: true, succeeded: 2, lost: 0 });

  const ways = told.flatMap(({ name, after = [] }) => after.map((before) => [before, name] as const));
  const leadsOn = ([before, name]: readonly [string, string]): boolean => {
    const state = states.get(before);
    const inner = state?.inner?.some(({ startAt }) => startAt === name) === true;
    return inner || state?.ways.some(({ to }) => to === name) === true;
  };
  expect(ways).toContainEqual(['CaughtUp', 'ComputeWindow']);
  expect(ways.filter((way) => !leadsOn(way))).toEqual([]);
});

import { readPlace } from '../../console/stream/address.ts';
import { imageIdOf } from '../../core/analysis/AnalysedImage.ts';
import { ArchiverError, isArchiverError } from '../../core/errors.ts';
import { parseRetentionClasses } from '../../core/retention/retentionClasses.ts';
import { enrolmentSettings } from '../../core/streams/enrolment.ts';
import { applyRules } from '../../functions/analyze/steps/applyRules.ts';
import { detectLabels } from '../../functions/analyze/steps/detectLabels.ts';
import { keepEvent } from '../../functions/analyze/steps/keepEvent.ts';
import { recordFailure } from '../../functions/analyze/steps/recordFailure.ts';
import { recordImage } from '../../functions/analyze/steps/recordImage.ts';
import { runStateMachine } from '../../local/states/interpreter/runStateMachine.ts';
import { StateFailure } from '../../local/states/interpreter/StateFailure.ts';
import { ArchiveWorld } from './ArchiveWorld.ts';
import { MemoryDetectionStore, MemoryFootageEventStore, MemoryImageStore } from './memory/MemoryAnalysisStores.ts';

const definition = JSON.parse(
  JSON.stringify((require('../../serverless/definitions.cjs') as { analyze: unknown }).analyze),
  (_key, value) => (value?.['Fn::GetAtt'] === undefined ? value : value['Fn::GetAtt'][0]),
) as unknown;

const DAY_MS = 86_400_000;

/** The analyze machine over memory, for the stream `door`. */
async function openWorld() {
  const world = new ArchiveWorld({ seed: 3 });
  const streamArn = await world.enrol('door');
  const settings = enrolmentSettings.parse({ rules: [{ name: 'people', labels: ['Person'], images: 2 }] });
  await world.enrolments.put({ streamName: 'door', streamArn, settings, createdMs: 0, updatedMs: 0 });
  const told: Readonly<Record<string, unknown>>[] = [];
  const calls: string[] = [];
  const answers: (ArchiverError | undefined)[] = [];
  const { clock } = world.system;
  const ports = {
    enrolments: world.enrolments,
    streams: world.streams,
    ledger: world.ledger,
    images: new MemoryImageStore(),
    detections: new MemoryDetectionStore(),
    events: new MemoryFootageEventStore(),
    objects: {
      describe: async ({ key }: { key: string }) => {
        if (key.includes('gone')) throw new ArchiverError('NotFound', `${key} is not there`);
        return { bytes: key.includes('empty') ? 0 : 9, contentType: 'image/jpeg', metadata: {}, storedMs: clock.now() };
      },
    },
    detector: {
      detect: async () => {
        const answer = answers.shift();
        if (answer !== undefined) throw answer;
        return [{ name: 'Person', confidence: 90, parents: [], categories: [], instances: [] }];
      },
    },
    options: { minConfidence: 50 },
    publisher: { publish: async (_type: string, detail: Readonly<Record<string, unknown>>) => void told.push(detail) },
    links: { linkTo: async () => ({ url: 'https://picture', expiresMs: 0 }) },
    retentionClasses: parseRetentionClasses(''),
    imageMs: 30 * DAY_MS,
    frontUrl: 'https://front',
    clock,
  };
  const steps: Readonly<Record<string, (input: never) => Promise<unknown>>> = {
    recordImage: (input) => recordImage(input, ports),
    detectLabels: (input) => detectLabels(input, ports),
    applyRules: (input) => applyRules(input, ports),
    keepEvent: (input) => keepEvent(input, ports),
    recordFailure: (input) => recordFailure(input, ports),
  };
  const run = (key: string) =>
    runStateMachine({
      definition,
      input: { detail: { bucket: { name: 'images' }, object: { key } } },
      system: world.system,
      s3: world.objects,
      executionName: key,
      machineName: 'analyze',
      taskRunner: {
        run: async (_resource, args) => {
          const { FunctionName, Payload } = args as { FunctionName: string; Payload: unknown };
          calls.push(FunctionName);
          try {
            const result = await steps[FunctionName]?.(JSON.parse(JSON.stringify(Payload)) as never);
            return { StatusCode: 200, Payload: JSON.parse(JSON.stringify(result)) };
          } catch (error) {
            throw new StateFailure(isArchiverError(error) ? error.kind : 'Error', String(error));
          }
        },
      },
    });
  const outcomeOf = async (key: string, producerMs: number) =>
    (await ports.images.get({ streamName: 'door', producerMs, imageId: imageIdOf({ bucket: 'images', key }) } as never))
      ?.outcome;
  const key = (at: number, name = 'aaaaaaaa') => `images/door/000000000000_door_${at}_${name}.jpg`;
  return { run, key, told, calls, answers, outcomeOf, ports, world, streamArn };
}

describe('the analyze machine, in simulation', () => {
  it('two images in a row are one event, told of once; the same again and in another order change nothing', async () => {
    const { run, key, told, ports, world, streamArn } = await openWorld();
    const now = world.system.clock.now();

    const results = [];
    for (const at of [now + 3000, now, now + 3000, now, now + 6000]) results.push(await run(key(at)));

    expect(results.map(({ status }) => status)).toEqual(Array(5).fill('SUCCEEDED'));
    const { items } = await ports.events.find({ limit: 10 });
    expect(items).toMatchObject([{ rule: 'people', beginMs: now, endMs: now + 6000, labels: ['Person'] }]);
    expect(told).toEqual([
      expect.objectContaining({ eventId: `door~people~${now}`, imageUrl: 'https://picture', label: 'Person' }),
    ]);
    const moment = new URL(String(told[0]?.momentUrl));
    expect([moment.origin, moment.pathname, readPlace(moment.search).atMs]).toEqual([
      'https://front',
      '/console/streams/door',
      now,
    ]);
    expect((await ports.detections.find({ label: 'Person', limit: 10 })).items).toHaveLength(3);
    expect(world.streams.items.get(streamArn)?.wanted?.length).toBeGreaterThan(0);
  });

  it('a throttle is tried again, a picture that can never be read is no failure, a denied call is', async () => {
    const { run, key, calls, answers, outcomeOf } = await openWorld();
    answers.push(new ArchiverError('Throttled', 'slow down'), undefined);
    const throttled = await run(key(1000));
    answers.push(new ArchiverError('UnsupportedMedia', 'no picture'));
    const broken = await run(key(2000));
    const empty = await run(key(3000, 'emptyempty'));
    answers.push(new ArchiverError('AccessDenied', 'not you'));
    const denied = await run(key(4000));

    expect([throttled.status, broken.status, empty.status, denied.status]).toEqual([
      'SUCCEEDED',
      'SUCCEEDED',
      'SUCCEEDED',
      'FAILED',
    ]);
    expect(denied).toMatchObject({ error: 'AccessDenied', cause: expect.stringContaining('not you') });
    expect(await outcomeOf(key(1000), 1000)).toMatchObject({ status: 'labelled' });
    expect(await outcomeOf(key(2000), 2000)).toEqual({ status: 'unreadable', error: 'no picture' });
    expect(await outcomeOf(key(3000, 'emptyempty'), 3000)).toEqual({
      status: 'unreadable',
      error: 'the image is empty',
    });
    expect(await outcomeOf(key(4000), 4000)).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/^AccessDenied/),
    });
    expect(calls.filter((name) => name === 'recordFailure')).toHaveLength(1);

    // Once the cause is mended it is looked at again.
    expect((await run(key(4000))).status).toBe('SUCCEEDED');
    expect(await outcomeOf(key(4000), 4000)).toMatchObject({ status: 'labelled' });
  });

  it('what is gone, or nobody’s, ends there', async () => {
    const { run, key, calls } = await openWorld();

    const results = [await run(key(5, 'gonegone')), await run('anything.jpg')];

    expect(results.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(calls).toEqual(['recordImage', 'recordImage']);
  });
});

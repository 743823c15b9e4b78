import { assessStream } from '../../core/observe/assessStream.ts';
import { ArchiveWorld } from './ArchiveWorld.ts';
import { violations } from './promises.ts';

const EXPECTED = { settleMs: 5000, intervalMs: 10_000, periodMs: 60_000 };

async function record(world: ArchiveWorld, streamArn: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    world.footage.record(streamArn, world.system.clock.now());
    await world.system.clock.sleep(1000);
  }
  await world.system.clock.sleep(6000);
}

test('a stream that is disabled keeps its place: nothing is archived, nothing alarms, and it goes on where it stopped', async () => {
  const world = new ArchiveWorld({ seed: 1 });
  const arn = await world.enrol('door');
  await record(world, arn, 20);
  await world.run({ trigger: 'schedule' });
  const before = await world.streams.get(arn);
  const clips = [...world.objects.objects.keys()];
  const settle = async (enabled: boolean) => {
    const enrolment = await world.enrolments.get('door');
    if (enrolment === undefined) throw new Error('it is not enrolled');
    const settings = { ...enrolment.settings, enabled };
    await world.enrolments.put({ ...enrolment, settings, updatedMs: world.system.clock.now() });
  };
  const health = async () => {
    const [enrolment, state] = [await world.enrolments.get('door'), await world.streams.get(arn)];
    if (enrolment === undefined || state === undefined) throw new Error('it is not known');
    return assessStream(enrolment, state, EXPECTED, world.system.clock.now());
  };

  await settle(false);
  await record(world, arn, 20);
  await world.system.clock.sleep(6 * 3_600_000);
  const paused = await world.run({ trigger: 'schedule' });

  expect(paused.status).toBe('SUCCEEDED');
  expect([...world.objects.objects.keys()].filter((key) => key.endsWith('.mp4'))).toEqual(
    clips.filter((key) => key.endsWith('.mp4')),
  );
  expect((await world.streams.get(arn))?.watermarkMs).toBe(before?.watermarkMs);
  expect(await health()).toMatchObject({ condition: 'paused', behind: false, silent: false, losingSoon: false });

  await settle(true);
  // Six hours behind, and for a reason: it has the time that any change gives.
  expect(await health()).toMatchObject({ behind: false, silent: false });
  const resumed = await world.run({ trigger: 'schedule' });

  expect(resumed.status).toBe('SUCCEEDED');
  expect(violations(world, arn)).toEqual([]);
  expect([...world.places(arn).values()].map((found) => found.map(({ kind }) => kind).join(' and '))).toEqual(
    Array(40).fill('clip'),
  );
});

import { ArchiverError } from '../../core/errors.ts';
import type { Runs } from '../../core/ports/runs.ts';
import { startOnNotification } from '../../functions/archive/steps/startOnNotification.ts';
import { ArchiveWorld } from './ArchiveWorld.ts';
import { violations } from './promises.ts';

interface Announced {
  readonly number: string;
  readonly producerMs: number;
  readonly serverMs: number;
}

const eventOf = (streamArn: string, ...fragments: Announced[]) => ({
  Records: fragments.map(({ number, producerMs, serverMs }) => ({
    Sns: {
      Message: JSON.stringify({
        StreamArn: streamArn,
        FragmentNumber: number,
        FragmentStartProducerTimestamp: producerMs,
        FragmentStartServerTimestamp: serverMs,
        NotificationType: 'PERSISTED',
        NotificationPayload: {},
      }),
    },
  })),
});

/** Starts runs of the world's machine, each name once, and notes them. */
function runsOf(world: ArchiveWorld) {
  const under = new Map<string, Promise<unknown>>();
  const runs: Runs = {
    start: async (name, input) => {
      if (under.has(name)) throw new ArchiverError('Conflict', 'a run of that name has another input');
      under.set(name, world.run(input));
    },
    describe: async () => {
      throw new ArchiverError('NotFound', 'nobody asks');
    },
  };
  return { runs, names: () => [...under.keys()], ended: () => Promise.all(under.values()) };
}

const portsOf = (world: ArchiveWorld, runs: Runs) => ({
  enrolments: world.enrolments,
  streams: world.streams,
  runs,
  clock: world.system.clock,
});

describe('notifications of tagged fragments, in simulation', () => {
  it.each([1, 2, 3, 4, 5])(
    'a storm is one run, which archives up to the newest and leaves the watermark, seed %i',
    async (seed) => {
      const world = new ArchiveWorld({ seed });
      const arn = await world.enrol('door', { fragments: 'tagged' });
      const before = world.streams.items.get(arn)?.watermarkMs;
      const { runs, names, ended } = runsOf(world);
      const told: Awaited<ReturnType<typeof startOnNotification>>[] = [];
      for (let second = 0; second < 6; second++) {
        const fragment = world.footage.record(arn, world.system.clock.now());
        told.push(await startOnNotification(eventOf(arn, fragment, fragment), portsOf(world, runs)));
        await world.system.clock.sleep(500);
      }
      await ended();

      const sum = (of: 'started' | 'folded'): number => told.reduce((all, each) => all + each[of], 0);
      expect([sum('started'), sum('folded')]).toEqual([1, 11]);
      expect(names()).toHaveLength(1);
      expect(world.runs.map(({ result }) => result.status)).toEqual(['SUCCEEDED']);
      expect(world.places(arn).size).toBe(6);
      expect(world.streams.items.get(arn)?.watermarkMs).toBe(before);

      // The schedule comes after: nothing is archived twice, and what was tagged becomes a bundle.
      await world.system.clock.sleep(60_000);
      await world.run({ trigger: 'schedule' });
      const rows = [...world.ledger.rows.values()].filter((row) => row.kind === 'clip');
      expect(violations(world, arn)).toEqual([]);
      expect(rows.map((row) => row.bundle !== undefined)).toEqual(rows.map(() => true));
      expect(rows.length).toBeGreaterThan(0);
      expect(world.streams.items.get(arn)?.watermarkMs).toBeGreaterThan(before ?? 0);
    },
  );

  it('waits for a fragment that is not listed yet, and gives up where it never is', async () => {
    const world = new ArchiveWorld({ seed: 9 });
    const arn = await world.enrol('door');
    const fragment = world.footage.record(arn, world.system.clock.now());
    const never = { number: '9', producerMs: fragment.producerMs, serverMs: fragment.serverMs };
    const { runs, ended } = runsOf(world);

    await startOnNotification(eventOf(arn, never), portsOf(world, runs));
    await ended();

    expect(world.runs.map(({ result }) => result.status)).toEqual(['SUCCEEDED']);
    expect([...world.places(arn).keys()]).toEqual([fragment.number]);
    const took = (world.runs[0]?.endedMs ?? 0) - fragment.producerMs;
    expect(took).toBeGreaterThan(60_000);
    expect(took).toBeLessThan(5 * 60_000);
  });

  it('says of what is not archived, or malformed, that it is ignored, and takes the rest', async () => {
    const world = new ArchiveWorld({ seed: 10 });
    const arn = await world.enrol('door');
    const fragment = world.footage.record(arn, world.system.clock.now());
    const { runs, ended } = runsOf(world);
    const { Records } = eventOf(arn, fragment);
    const other = eventOf(arn.replace('/door/', '/yard/'), fragment).Records;

    const told = await startOnNotification(
      {
        Records: [
          { Sns: { Message: '{' } },
          { Sns: {} },
          {},
          { Sns: { Message: '{"StreamArn":7}' } },
          ...other,
          ...Records,
        ],
      },
      portsOf(world, runs),
    );
    await ended();

    expect(told).toMatchObject({ started: 1, folded: 0 });
    expect(told.ignored).toEqual([
      'the notification is not JSON',
      'the notification is not JSON',
      'the notification is not JSON',
      expect.stringContaining('StreamArn: '),
      'stream: yard is not archived',
    ]);
  });

  it('footage in which something was seen becomes a bundle and is kept longer, whatever the policy', async () => {
    const world = new ArchiveWorld({ seed: 11 });
    const arn = await world.enrol('door', { fragments: 'none', retention: 'events' });
    for (let second = 0; second < 12; second++) {
      world.footage.record(arn, world.system.clock.now());
      await world.system.clock.sleep(1000);
    }
    await world.system.clock.sleep(6000);
    await world.run({ trigger: 'schedule' });
    const [before] = [...world.ledger.rows.values()];
    expect(before).toMatchObject({ retention: 'events', retireAtMs: expect.any(Number) });

    const now = world.system.clock.now();
    const minuteMs = Math.floor((now - 12_000) / 60_000) * 60_000;
    await world.streams.want(arn, [{ minuteMs, retention: 'standard', sinceMs: now }]);
    await world.system.clock.sleep(60_000);
    await world.run({ trigger: 'schedule' });

    const [row] = [...world.ledger.rows.values()];
    expect(row).toMatchObject({ kind: 'clip', retention: 'standard', bundle: expect.anything() });
    expect(row).not.toHaveProperty('retireAtMs');
    const keys = [...world.objects.objects.keys()].filter((key) => key.startsWith('archive/'));
    expect(keys).toHaveLength(4);
    for (const key of keys) {
      const place = { bucket: 'archive', key: key.slice('archive/'.length) };
      expect([key, await world.objects.tags(place)]).toEqual([key, { retention: 'standard' }]);
    }
    // A quarter of an hour on there is nothing more to come: it is forgotten.
    await world.system.clock.sleep(20 * 60_000);
    await world.run({ trigger: 'schedule' });
    await world.system.clock.sleep(60_000);
    await world.run({ trigger: 'schedule' });
    expect(world.streams.items.get(arn)?.wanted).toEqual([]);
    expect(violations(world, arn)).toEqual([]);
  });
});

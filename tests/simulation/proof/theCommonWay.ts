import { ArchiverError } from '../../../core/errors.ts';
import { type FragmentNumber, producerMs } from '../../../core/fragment.ts';
import { ArchiveWorld } from '../ArchiveWorld.ts';
import { seededFractions } from '../SimulatedClock.ts';
import type { SimulatedFragment } from '../SimulatedFootage.ts';
import { Weather } from './Weather.ts';

const WINDOW_MS = 60_000;
const HOUR = 3_600_000;

/** A camera of ten minutes, and a quarter of an hour of weather over it. */
export interface Recorded {
  readonly world: ArchiveWorld;
  readonly weather: Weather;
  readonly arn: string;
  readonly fragments: readonly SimulatedFragment[];
  /** Fragments that were recorded in reality; of what a stream that was made again took along nobody is to blame. */
  readonly count: number;
}

/**
 * The same footage under the same weather, whichever way it is archived: a second a fragment, with a pause, a stretch
 * whose upload comes late, and a stretch that is uploaded again.
 *
 * @param tick called each minute, at the end of each window
 */
export async function recordUnder(
  seed: number,
  tick: (recorded: Pick<Recorded, 'world' | 'arn'>, windowEndMs: number) => Promise<void>,
): Promise<Recorded> {
  const world = new ArchiveWorld({ seed, camera: 'light', settings: { intervalMs: WINDOW_MS } });
  const weather = new Weather(world, seededFractions(seed * 104_729 + 1));
  const arn = await world.enrol('door');
  const fraction = seededFractions(seed * 31 + 7);
  const { clock } = world.system;
  // Retries of one way must not move the camera of the other: what is to be recorded is decided first.
  const lateMinute = Math.floor(fraction() * 5);
  const pauseSecond = 60 + Math.floor(fraction() * 120);
  const lags = Array.from({ length: 600 }, () => weather.lag());
  const startMs = clock.now();
  const camera = (async () => {
    for (let second = 0; second < 300; second++) {
      await clock.sleep(Math.max(0, startMs + second * 1000 - clock.now()));
      if (second >= pauseSecond && second < pauseSecond + 20) continue;
      const isLate = Math.floor(second / 60) === lateMinute && second % 60 < 10;
      // On a slow uplink: the camera's clock is right, and the footage arrives a minute and a half later.
      if (isLate) {
        void clock.sleep(90_000).then(() => world.footage.record(arn, startMs + second * 1000, { lagMs: 500 }));
      } else world.footage.record(arn, clock.now(), { lagMs: lags[second] ?? 500 });
    }
  })();
  for (let window = 1; window <= 8; window++) {
    await clock.sleep(Math.max(0, startMs + window * WINDOW_MS - clock.now()));
    await tick({ world, arn }, startMs + window * WINDOW_MS);
  }
  await camera;
  const fragments = world.footage.recorded(arn);
  return { world, weather, arn, fragments, count: fragments.length };
}

/**
 * The common way: each minute a function asks GetClip for the last minute by the wall clock and puts the answer into a
 * bucket; an error is logged, and the next minute is the next minute. Lambda's asynchronous invocation tries a function
 * that fails twice again, as by default.
 *
 * @param delayMs how long before now its window ends: 0 as it is mostly written, some seconds by those who know of lag
 * @returns fragments lost: in no clip that was stored whole
 */
export async function lostTheCommonWay(seed: number, delayMs: number): Promise<{ lost: number; recorded: number }> {
  const kept = new Set<FragmentNumber>();
  const { fragments, count } = await recordUnder(seed, async ({ world, arn }, windowEndMs) => {
    const [from, to] = [producerMs(windowEndMs - WINDOW_MS - delayMs), producerMs(windowEndMs - delayMs - 1)];
    // What GetClip would hold, were it whole: by the footage that it shows at that moment.
    const shown: FragmentNumber[] = [];
    for (let attempt = 1; attempt <= 3; attempt++) {
      shown.length = 0;
      if (world.refuse('archive') !== undefined) continue;
      try {
        await world.invoke('commonWay', `window-${windowEndMs}`, undefined, async ({ source, objects }) => {
          const stream = { streamArn: arn, endpoints: {} };
          let whole = 0;
          for await (const page of world.footage.list(stream, { clock: 'producer', startMs: from, endMs: to })) {
            shown.push(...page.map(({ number }) => number));
          }
          const expected = await lengthOf(world, arn, from, to);
          const upload = objects.upload({ bucket: 'archive', key: `common/${windowEndMs}.mp4` }, 'video/mp4');
          try {
            for await (const chunk of await source.clip(stream, from, to)) {
              whole += chunk.length;
              await upload.write(chunk);
            }
            await upload.complete();
          } catch (error) {
            // The common way: logged, and passed over.
            if (!(error instanceof ArchiverError)) throw error;
            shown.length = 0;
          }
          // A file that is cut off does not play.
          if (whole !== expected) shown.length = 0;
        });
        break;
      } catch (error) {
        // The function died: Lambda tries again.
        if ((error as Error).name !== 'Runtime.ExitError') throw error;
        shown.length = 0;
      }
    }
    for (const number of shown) kept.add(number);
  });
  return { lost: fragments.filter(({ number }) => !kept.has(number)).length, recorded: count };
}

async function lengthOf(world: ArchiveWorld, streamArn: string, from: number, to: number): Promise<number> {
  let bytes = 0;
  try {
    const body = await world.footage.clip({ streamArn, endpoints: {} }, producerMs(from), producerMs(to));
    for await (const chunk of body) bytes += chunk.length;
  } catch (error) {
    if (!(error instanceof ArchiverError)) throw error;
  }
  return bytes;
}

/** The archive machine over the same, on its schedule of a minute; then calm, and the schedule of the next hour. */
export async function lostOurWay(seed: number): Promise<{ lost: number; recorded: number }> {
  const { world, weather, arn, fragments, count } = await recordUnder(seed, async ({ world }) => {
    await world.run({ trigger: 'schedule' });
  });
  weather.clear();
  await world.system.clock.sleep(16 * 60_000);
  // Nobody does anything by hand: the schedules go on.
  for (let tick = 0; tick < 4; tick++) {
    await world.run({ trigger: 'schedule' });
    await world.run({ trigger: 'backfill' });
    await world.system.clock.sleep(HOUR / 2);
  }
  const places = world.places(arn);
  const archived = fragments.filter(({ number }) => places.get(number)?.some(({ kind }) => kind === 'clip'));
  return { lost: count - archived.length, recorded: count };
}

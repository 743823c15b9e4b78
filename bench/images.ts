import { readFile } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { realSystem } from '../cloud/system/realSystem.ts';
import type { CodedTrack } from '../core/ports/pictureDecoder.ts';
import type { TimedPicture } from '../core/ports/pictureMaker.ts';
import { TestCamera } from '../device/camera/TestCamera.ts';
import { openPictureMaker } from '../local/pictures/openPictureMaker.ts';
import { median, rounded } from './report/figures.ts';
import { progress, runBenchmark } from './report/runBenchmark.ts';
import { timed } from './report/stopwatch.ts';

const IMAGES = Number(process.argv[2] ?? 600);
const SETTINGS = { width: 1920, height: 1080, framesPerSecond: 30, keyFrameEveryMs: 2000, bitsPerSecond: 4_000_000 };
const GROUP = (SETTINGS.framesPerSecond * SETTINGS.keyFrameEveryMs) / 1000;
/** One image a second of footage. */
const WANTED = [0, SETTINGS.framesPerSecond];
const FORM = { format: 'JPEG', quality: 80, width: 320, height: 240 } as const;

/** One fragment of 1080p30, as the test camera films it. */
async function film(): Promise<{ track: CodedTrack; pictures: readonly TimedPicture[] }> {
  const camera = await TestCamera.open({ streamName: 'bench', system: realSystem, settings: SETTINGS });
  const pictures: TimedPicture[] = [];
  try {
    for await (const { timeMs, keyframe, payload } of camera.frames()) {
      if (pictures.length === GROUP || (keyframe && pictures.length > Math.max(...WANTED))) break;
      // On a busy machine the camera leaves pictures out: a group may be too short for what is wanted of it.
      if (keyframe) pictures.length = 0;
      pictures.push({ bytes: payload, keyframe, timeMs });
    }
  } finally {
    // Its encoder is a process, and would keep this one.
    await camera.close();
  }
  const [track] = camera.tracks;
  if (track?.codecPrivate === undefined) throw new Error('the camera has no codec private data');
  const profile = Buffer.from(track.codecPrivate.subarray(1, 4)).toString('hex');
  return { track: { codec: `avc1.${profile}`, configuration: track.codecPrivate }, pictures };
}

/** What the processes that this one started hold (Linux alone tells). */
async function childrenMb(): Promise<number> {
  const children = await readFile(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8');
  const resident = children
    .trim()
    .split(' ')
    .map(async (pid) => Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1000);
  return (await Promise.all(resident)).reduce((sum, one) => sum + one, 0);
}

async function measure() {
  const { track, pictures } = await film();
  const maker = openPictureMaker(realSystem);
  const make = (wanted: readonly number[], taken: () => void) =>
    maker.make({ track, pictures, wanted, form: FORM }, (outcome) => {
      if ('because' in outcome) throw new Error(outcome.because);
      taken();
    });
  await make(WANTED, () => undefined);
  const keys = await timed(async () => {
    for (let round = 0; round < 20; round++) await make([0], () => undefined);
  });
  const resident: number[] = [];
  let made = 0;
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const all = await timed(async () => {
    while (made < IMAGES) {
      await make(WANTED, () => {
        made += 1;
      });
      resident.push(await childrenMb());
      if (made % 100 === 0) progress(`${made} images`);
    }
  });
  delay.disable();
  maker.close();
  const third = Math.floor(resident.length / 3);
  const growth = median(resident.slice(-third)) - median(resident.slice(0, third));
  const perSecond = made / all.taken.seconds;
  const keysPerSecond = 20 / keys.taken.seconds;
  return {
    parameters: { images: made, footage: '1080p30 H.264, a group of 2 s', every: '1 s', form: 'JPEG 80, 320x240' },
    results: {
      imagesPerSecond: rounded(perSecond),
      residentMb: { median: rounded(median(resident)), most: rounded(Math.max(...resident)) },
      growthMb: rounded(growth),
      eventLoopDelayMs: { p99: rounded(delay.percentile(99) / 1e6), most: rounded(delay.max / 1e6) },
    },
    baseline: { name: 'key frames alone, one a group', imagesPerSecond: rounded(keysPerSecond) },
    ratio: { 'images a second to key frames a second': rounded(perSecond / keysPerSecond) },
    bound: 'one thread of decoding: every picture up to the wanted one is decoded, 30 a second of footage',
    target: { text: 'no growth above 20 MB from the first third of the images to the last', met: growth <= 20 },
  };
}

await runBenchmark('images', measure);

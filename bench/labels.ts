import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { installedModel } from '../local/rekognition/model/modelFile.ts';
import { ObjectFinder } from '../local/rekognition/model/ObjectFinder.ts';
import { toNetworkPicture } from '../local/rekognition/toNetworkPicture.ts';
import { median, rounded } from './report/figures.ts';
import { progress, runBenchmark } from './report/runBenchmark.ts';
import { timed } from './report/stopwatch.ts';

const IMAGES = Number(process.argv[2] ?? 600);
const WARM_UP = 20;
const THIRD = Math.floor(IMAGES / 3);
/** As the embedded stack asks on one machine. */
const LEAST_SCORE = 0.4;
const TARGET_GROWTH_MB = 20;

const PICTURE = join('tests', 'local', 'rekognition', 'pictures', 'person.jpg');
const residentMb = (): number => process.memoryUsage.rss() / 1e6;
const p95 = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN;

/** What decoding costs by itself. */
async function decodeMs(image: Uint8Array): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round < WARM_UP; round += 1) {
    rounds.push((await timed(() => toNetworkPicture(image))).taken.seconds * 1000);
  }
  return median(rounds);
}

async function measure() {
  const image = new Uint8Array(
    await sharp(await readFile(PICTURE))
      .resize(640, 480, { fit: 'fill' })
      .jpeg()
      .toBuffer(),
  );
  const decode = await decodeMs(image);
  const finder = new ObjectFinder(installedModel);
  const look = async (): Promise<number> => (await finder.find(await toNetworkPicture(image), LEAST_SCORE)).length;
  const first = await timed(look);
  for (let round = 0; round < WARM_UP; round += 1) await look();
  const milliseconds: number[] = [];
  const resident: number[] = [];
  const all = await timed(async () => {
    for (let at = 0; at < IMAGES; at += 1) {
      const { result, taken } = await timed(look);
      if (result !== 1) throw new Error(`image ${at} shows ${result} things instead of one person`);
      milliseconds.push(taken.seconds * 1000);
      resident.push(residentMb());
      if ((at + 1) % 100 === 0) progress(`${at + 1} images, ${Math.round(residentMb())} MB`);
    }
  });
  await finder.close();
  const growth = median(resident.slice(-THIRD)) - median(resident.slice(0, THIRD));
  const perImage = median(milliseconds);
  return {
    parameters: { images: IMAGES, image: '640x480 JPEG', leastScore: LEAST_SCORE, figure: 'median' },
    results: {
      imagesPerSecond: rounded(IMAGES / all.taken.seconds),
      millisecondsPerImage: { median: rounded(perImage), p95: rounded(p95(milliseconds)) },
      firstImageMs: rounded(first.taken.seconds * 1000),
      residentMb: { median: rounded(median(resident)), most: rounded(Math.max(...resident)) },
      growthMb: rounded(growth),
    },
    baseline: { name: 'the picture decoded to 300x300, and not looked at', medianMs: rounded(decode) },
    ratio: { 'an image looked at to one decoded': rounded(perImage / decode) },
    bound: 'one thread of WebAssembly with SIMD; images are looked at one after the other',
    target: {
      text: `no growth above ${TARGET_GROWTH_MB} MB from the first third of the images to the last`,
      met: growth <= TARGET_GROWTH_MB,
    },
  };
}

await runBenchmark('labels', measure);

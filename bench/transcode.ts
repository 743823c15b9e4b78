import { readFile } from 'node:fs/promises';
import { realSystem } from '../cloud/system/realSystem.ts';
import { planTranscode } from '../core/packages/transcode/planTranscode.ts';
import { TestCamera } from '../device/camera/TestCamera.ts';
import { CodecTranscoder } from '../local/transcode/codecs/CodecTranscoder.ts';
import { CodedTrack } from '../local/transcode/codecs/CodedTrack.ts';
import { FfmpegTranscoder } from '../local/transcode/ffmpeg/FfmpegTranscoder.ts';
import { findFfmpeg } from '../local/transcode/findFfmpeg.ts';
import type { LocalTranscoder, TranscodeOrder } from '../local/transcode/TranscodeOrder.ts';
import { rangeServer } from './footage/rangeServer.ts';
import { rounded } from './report/figures.ts';
import { progress, runBenchmark } from './report/runBenchmark.ts';
import { timed } from './report/stopwatch.ts';

const SECONDS = Number(process.argv[2] ?? 60);
const GROUP_MS = 2000;
const SETTINGS = {
  width: 1920,
  height: 1080,
  framesPerSecond: 30,
  keyFrameEveryMs: GROUP_MS,
  bitsPerSecond: 4_000_000,
};
const GROUP = (SETTINGS.framesPerSecond * GROUP_MS) / 1000;
const SAMPLE_US = 1_000_000 / SETTINGS.framesPerSecond;
/** How much of what a decoder and four encoders hold at most is right. */
const MOST_MB = 1000;

/** A film of 1080p30: one group of the test camera's, over and over. */
async function film(): Promise<Uint8Array> {
  const camera = await TestCamera.open({ streamName: 'bench', system: realSystem, settings: SETTINGS });
  const pictures: { bytes: Uint8Array; keyframe: boolean; us: number }[] = [];
  try {
    for await (const { keyframe, payload } of camera.frames()) {
      if (pictures.length === GROUP) break;
      // On a busy machine the camera leaves pictures out: a group may be too short.
      if (keyframe) pictures.length = 0;
      pictures.push({ bytes: payload, keyframe, us: SAMPLE_US });
    }
  } finally {
    await camera.close();
  }
  const description = camera.tracks[0]?.codecPrivate;
  if (description === undefined) throw new Error('the camera has no codec private data');
  const track = new CodedTrack({ track: 0, codec: 'avc', description, width: SETTINGS.width, height: SETTINGS.height });
  const pieces = [track.init()];
  for (let group = 0; group * GROUP_MS < SECONDS * 1000; group++) {
    pieces.push(track.fragment({ track: 0, startUs: group * GROUP_MS * 1000, samples: pictures }));
  }
  return Buffer.concat(pieces.flatMap((piece) => ('bytes' in piece ? [piece.bytes] : [])));
}

/** What the processes that this one started hold (Linux alone tells). */
async function childrenMb(): Promise<number> {
  const children = await readFile(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8');
  const resident = children
    .trim()
    .split(' ')
    .filter((pid) => pid !== '')
    .map(async (pid) => Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1000);
  return (await Promise.all(resident)).reduce((sum, one) => sum + one, 0);
}

async function speedOf(transcoder: LocalTranscoder, order: TranscodeOrder) {
  let mostMb = 0;
  let bytes = 0;
  const { taken } = await timed(() =>
    transcoder.transcode(
      order,
      async (piece) => {
        if ('bytes' in piece) bytes += piece.bytes.length;
        if (piece.kind === 'progress') mostMb = Math.max(mostMb, await childrenMb());
      },
      new AbortController().signal,
    ),
  );
  const made = { timesRealTime: rounded(SECONDS / taken.seconds), mostMb: rounded(mostMb), mb: rounded(bytes / 1e6) };
  progress(`${transcoder.name}, ${order.video.length} sizes: ${made.timesRealTime} times real time`);
  return made;
}

async function measure() {
  const bytes = await film();
  progress(`a film of ${SECONDS} s, ${rounded(bytes.length / 1e6)} MB`);
  const server = await rangeServer(bytes);
  try {
    const probe = {
      container: 'mp4',
      bytes: bytes.length,
      durationMs: SECONDS * 1000,
      video: {
        codec: 'avc',
        codedWidth: SETTINGS.width,
        codedHeight: SETTINGS.height,
        width: SETTINGS.width,
        height: SETTINGS.height,
        rotation: 0,
        frameRate: SETTINGS.framesPerSecond,
        variableFrameRate: false,
        interlaced: false,
      },
    } as const;
    const plan = planTranscode({ packageId: 'bench', bucket: 'b', originals: ['k'], probe, segmentSeconds: 6 });
    const { poster, thumbnails, sprite } = plan.pictures;
    const order: TranscodeOrder = {
      sources: [server.url],
      video: plan.rungs.map((rung) => ({ ...rung, bitrate: Math.round(rung.maxBitrate * 0.6) })),
      frameRate: plan.frameRate,
      gopSeconds: plan.gopSeconds,
      segmentSeconds: plan.segmentSeconds,
      deinterlace: false,
      rotate: true,
      captures: [poster, thumbnails].map((each) => ({ ...each, quality: 80 })),
      sprite,
    };
    const ladder = await speedOf(new CodecTranscoder(), order);
    const single: TranscodeOrder = { ...order, video: order.video.slice(0, 1), captures: [] };
    const alone = await speedOf(new CodecTranscoder(), single);
    const ffmpeg = await findFfmpeg();
    const byFfmpeg = ffmpeg === undefined ? undefined : await speedOf(new FfmpegTranscoder(ffmpeg), order);
    return {
      parameters: {
        seconds: SECONDS,
        footage: '1080p30 H.264',
        ladder: plan.rungs.map(({ name }) => name),
        pictures: 'poster, thumbnails, one sheet',
      },
      results: { 'node-webcodecs': ladder, ffmpeg: byFfmpeg ?? 'not found' },
      baseline: { name: '1080p alone, by node-webcodecs', ...alone },
      ratio: { 'ladder to one size': rounded(ladder.timesRealTime / alone.timesRealTime) },
      bound: 'one thread decodes, scales and encodes; the other core is left to the camera and the archive',
      target: { text: `at most ${MOST_MB} MB, however long the film`, met: ladder.mostMb <= MOST_MB },
    };
  } finally {
    server.close();
  }
}

await runBenchmark('transcode', measure);

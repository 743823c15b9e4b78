import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { S3ObjectStore } from '../cloud/s3/S3ObjectStore.ts';
import { realSystem } from '../cloud/system/realSystem.ts';
import type { LedgerSpan } from '../core/coverage/LedgerSpan.ts';
import { producerMs } from '../core/fragment.ts';
import { planRowKey } from '../core/ledger/ledgerRow.ts';
import { clipKey, clipManifestKey } from '../core/manifests/objectKeys.ts';
import { concatBytes } from '../core/matroska/ebml/encode.ts';
import { readDocument } from '../core/matroska/readDocument.ts';
import { buildMp4 } from '../core/mp4/buildMp4.ts';
import { planIdOf } from '../core/plans/plan.ts';
import { shelfKey } from '../core/playback/Shelf.ts';
import { archivePlaylist } from '../functions/playback/steps/archivePlaylist.ts';
import { archiveSegment } from '../functions/playback/steps/archiveSegment.ts';
import { ClipIndexes } from '../functions/playback/steps/ClipIndexes.ts';
import { LiveFragments } from '../functions/playback/steps/LiveFragments.ts';
import { createS3 } from '../local/s3/createS3.ts';
import { cameraClusters, cameraHeader } from './footage/cameraFootage.ts';
import { median, rounded } from './report/figures.ts';
import { progress, runBenchmark } from './report/runBenchmark.ts';
import { timed } from './report/stopwatch.ts';

const CLIPS = 288;
const CLIP_MS = 300_000;
const FRAGMENT_MS = 2000;
const ROUNDS = 5;
const ARN = 'arn:aws:kinesisvideo:us-east-1:000000000000:stream/door/1795258557663';
const BUCKETS = { archive: 'archive', work: 'work' } as const;
/** Small, so that a day of it is written in a minute; the tables are those of any five minutes at 30 pictures a second. */
const SKETCH = {
  startMs: 0,
  count: CLIP_MS / FRAGMENT_MS,
  fragmentMs: FRAGMENT_MS,
  bitsPerSecond: 32_000,
  framesPerSecond: 30,
};

async function clipBytes(): Promise<Uint8Array> {
  const fragments = [...cameraClusters(SKETCH)].map((cluster) => readDocument(concatBytes([cameraHeader(), cluster])));
  const parts: Uint8Array[] = [];
  const source = {
    count: fragments.length,
    read: async (index: number) => {
      const { tracks = [], frames = [], clusterTimecodeMs = 0 } = fragments[index] ?? {};
      return { tracks, frames, clusterTimecodeMs, producerMs: producerMs(clusterTimecodeMs) };
    },
  };
  await buildMp4(source, { write: (_, bytes) => void parts.push(bytes) }, { creationTimeMs: 0 });
  return concatBytes(parts);
}

async function measure(dataDir: string) {
  const service = await createS3({ system: realSystem, region: 'us-east-1', accountId: '000000000000', dataDir });
  for (const name of Object.values(BUCKETS)) await service.createBucket(name, {});
  const server = createServer(
    { keepAliveTimeout: 65_000 },
    (request, response) => void service.handle(request, response),
  );
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const s3 = new S3Client({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'thing' },
    forcePathStyle: true,
  });
  const objects = new S3ObjectStore(s3);
  const bytes = await clipBytes();
  const startMs = Date.UTC(2026, 10, 20);
  const spans: LedgerSpan[] = [];
  const rows = new Map<string, object>();
  for (let clip = 0; clip < CLIPS; clip++) {
    const from = producerMs(startMs + clip * CLIP_MS);
    const to = producerMs(from + CLIP_MS - 34);
    const planId = planIdOf(clip.toString(16).padStart(12, '0'));
    const named = { streamName: 'door', startProducerMs: from, planId };
    const file = { key: clipKey(named), bytes: bytes.length, sha256: '0'.repeat(64) };
    const fragments = Array.from({ length: SKETCH.count }, (_, index) => ({
      number: `91343852333181437646499589410976${String(clip * SKETCH.count + index).padStart(15, '0')}`,
      producerMs: from + index * FRAGMENT_MS,
      serverMs: from,
      lengthMs: FRAGMENT_MS - 34,
      bytes: 1,
    }));
    const about = {
      startProducerMs: from,
      endProducerMs: to,
      durationMs: CLIP_MS,
      codec: 'avc1',
      width: 160,
      height: 120,
    };
    const manifest = {
      version: 1,
      planId,
      streamName: 'door',
      streamArn: ARN,
      clip: { ...file, ...about, source: 'GET_CLIP' },
      fragments,
    };
    await objects.putIfAbsent({ bucket: BUCKETS.archive, key: file.key }, bytes, 'video/mp4');
    const text = Buffer.from(JSON.stringify(manifest));
    await objects.putIfAbsent({ bucket: BUCKETS.archive, key: clipManifestKey(named) }, text, 'application/json');
    spans.push({ planId, kind: 'clip', startMs: from, endMs: to, fragments: fragments.length });
    const row = {
      kind: 'clip',
      streamArn: ARN,
      streamName: 'door',
      planId,
      startProducerMs: from,
      endProducerMs: to,
      numbers: [],
    };
    rows.set(planRowKey({ endProducerMs: to, planId }), { ...row, clip: { bucket: BUCKETS.archive, ...file } });
  }
  const base = {
    objects,
    ledger: { get: async (_: string, key: string) => rows.get(key) as never, overlapping: () => neverAsked() },
    names: { arnsOf: async () => [ARN] },
    workBucket: BUCKETS.work,
    clock: realSystem.clock,
  };
  const source = { list: () => neverAsked(), fragments: async () => neverAsked() };
  const fresh = () => ({
    ...base,
    spans: { between: async () => spans },
    streams: { get: async () => undefined },
    source,
    indexes: new ClipIndexes(base),
    live: new LiveFragments(source),
  });
  const request = { fromMs: startMs, toMs: startMs + CLIPS * CLIP_MS };
  const day = () => archivePlaylist('door', request, `https://front.example/archive/${'x'.repeat(110)}/`, fresh());
  const first = await timed(day);
  progress(`first playlist: ${rounded(first.taken.seconds * 1000)} ms`);
  const rounds: number[] = [];
  const busy: number[] = [];
  const plain: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { taken } = await timed(day);
    rounds.push(taken.seconds * 1000);
    busy.push(taken.cpuSeconds * 1000);
    const key = shelfKey('door', startMs);
    plain.push((await timed(() => objects.getBytes({ bucket: BUCKETS.work, key }))).taken.seconds * 1000);
  }
  const segments: number[] = [];
  const link = { kind: 'archive', stream: 'door', ...request, expiresMs: Number.MAX_SAFE_INTEGER } as const;
  let segmentBytes = 0;
  for (let round = 0; round < ROUNDS * 4; round++) {
    const at = spans[round * 7];
    const { taken, result } = await timed(() => archiveSegment(link, `${at?.endMs}-${at?.planId}/10.m4s`, fresh()));
    segments.push(taken.seconds * 1000);
    segmentBytes = result.reduce((sum, { length }) => sum + length, 0);
  }
  s3.destroy();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  await service.close();
  const playlistMs = rounded(median(rounds));
  const segmentMs = rounded(median(segments));
  return {
    parameters: { clips: CLIPS, fragmentMs: FRAGMENT_MS, framesPerSecond: SKETCH.framesPerSecond, rounds: ROUNDS },
    results: {
      playlist: {
        medianMs: playlistMs,
        cpuMs: rounded(median(busy)),
        worstMs: rounded(Math.max(...rounds)),
        firstMs: rounded(first.taken.seconds * 1000),
        bytes: first.result.text.length,
      },
      segment: {
        medianMs: segmentMs,
        worstMs: rounded(Math.max(...segments)),
        bytes: segmentBytes,
        residentMb: rounded(process.memoryUsage().rss / 2 ** 20),
      },
    },
    baseline: { name: "the day's document read plainly", medianMs: rounded(median(plain)) },
    ratio: { 'playlist to the document read plainly': rounded(playlistMs / median(plain)) },
    bound: 'the emulator of S3 on the same cores; the ledger is in memory (its figure is that of the timeline)',
    target: { text: 'a day within 150 ms, a segment within 300 ms', met: playlistMs <= 150 && segmentMs <= 300 },
  };
}

function neverAsked(): never {
  throw new RangeError('what is past asks nothing of Kinesis Video Streams');
}

await runBenchmark('archivePlayback', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'kvs-archiver-bench-'));
  try {
    return await measure(dataDir);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});

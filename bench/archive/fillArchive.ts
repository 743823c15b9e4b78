import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Fragment, fragmentNumber, producerMs, serverMs } from '../../core/fragment.ts';
import { packNumbers } from '../../core/fragments/packNumbers.ts';
import { planRowKey } from '../../core/ledger/ledgerRow.ts';
import { bundleKey, bundleManifestKey, clipKey, clipManifestKey } from '../../core/manifests/objectKeys.ts';
import { computePlanId } from '../../core/plans/planId.ts';
import { openStore } from '../../local/dynamodb/openStore.ts';
import { indexKeys } from '../../local/s3/storage/indexKeys.ts';
import { type Change, KeyIndex } from '../../local/s3/storage/keyIndex.ts';

/** Streams with a long archive each. */
export interface ArchiveSketch {
  readonly streams: readonly { readonly streamName: string; readonly streamArn: string }[];
  readonly clipsPerStream: number;
  readonly clipMs: number;
  readonly fragmentsPerClip: number;
  readonly startMs: number;
  readonly bucket: string;
  readonly table: string;
}

const BYTES = { clip: 18_000_000, manifest: 30_000, bundle: 18_100_000 };
/** DynamoDB takes 25 rows a batch. */
const ROWS_A_BATCH = 25;

/**
 * Writes an archive into the data folder of a stack that is not running: clip, bundle, two manifests and a ledger row a
 * plan. The objects are entries of the index alone: a listing does not open their files.
 */
export async function fillArchive(dataDir: string, sketch: ArchiveSketch): Promise<void> {
  const index = await KeyIndex.open(join(dataDir, 's3', 'index'));
  const tables = await openStore({
    path: join(dataDir, 'dynamodb', 'tables'),
    region: 'us-east-1',
    accountId: '000000000000',
  });
  try {
    let requests: unknown[] = [];
    let changes: Change[] = [];
    const write = async (): Promise<void> => {
      await index.note(changes);
      await tables.call('BatchWriteItem', { RequestItems: { [sketch.table]: requests } });
      requests = [];
      changes = [];
    };
    for (const [at, stream] of sketch.streams.entries()) {
      for (let clip = 0; clip < sketch.clipsPerStream; clip++) {
        const { item, objects } = planOf(sketch, stream, at * sketch.clipsPerStream + clip, clip);
        requests.push({ PutRequest: { Item: item } });
        changes.push(...objects);
        if (requests.length === ROWS_A_BATCH) await write();
      }
    }
    if (requests.length > 0) await write();
  } finally {
    await index.close();
    await tables.close();
  }
}

function planOf(sketch: ArchiveSketch, stream: ArchiveSketch['streams'][number], serial: number, clip: number) {
  const { clipMs, fragmentsPerClip, bucket } = sketch;
  const { streamName, streamArn } = stream;
  const start = sketch.startMs + clip * clipMs;
  const fragmentMs = clipMs / fragmentsPerClip;
  const fragments: Fragment[] = Array.from({ length: fragmentsPerClip }, (_, index) => ({
    number: fragmentNumber(String(9134385233318n * 10n ** 34n + BigInt(serial * fragmentsPerClip + index) * 47_619n)),
    producerMs: producerMs(start + index * fragmentMs),
    serverMs: serverMs(start + index * fragmentMs),
    lengthMs: fragmentMs - 40,
    bytes: BYTES.clip / fragmentsPerClip,
  }));
  const plan = { streamName, planId: computePlanId(fragments), startProducerMs: producerMs(start) };
  const endProducerMs = producerMs(start + clipMs - 40);
  const sha256 = createHash('sha256').update(plan.planId).digest('hex');
  const file = (key: string, bytes: number) => ({
    M: { bucket: { S: bucket }, key: { S: key }, bytes: { N: String(bytes) }, sha256: { S: sha256 } },
  });
  const object = (key: string, bytes: number): Change => ({
    type: 'put',
    key: indexKeys.object(bucket, key),
    value: {
      headers: { 'content-type': 'video/mp4' },
      metadata: {},
      tags: {},
      file: 'none',
      bytes,
      etag: sha256.slice(0, 32),
      modifiedMs: start + clipMs,
    },
  });
  const row = planRowKey({ endProducerMs, planId: plan.planId });
  return {
    item: {
      streamArn: { S: streamArn },
      row: { S: row },
      kind: { S: 'clip' },
      streamName: { S: streamName },
      planId: { S: plan.planId },
      startProducerMs: { N: String(start) },
      endProducerMs: { N: String(endProducerMs) },
      writtenMs: { N: String(start + clipMs) },
      source: { S: 'GET_CLIP' },
      numbers: { B: Buffer.from(packNumbers(fragments.map(({ number }) => number))).toString('base64') },
      clip: file(clipKey(plan), BYTES.clip),
      bundle: file(bundleKey(plan), BYTES.bundle),
    },
    objects: [
      object(clipKey(plan), BYTES.clip),
      object(clipManifestKey(plan), BYTES.manifest),
      object(bundleKey(plan), BYTES.bundle),
      object(bundleManifestKey(plan), BYTES.manifest),
    ],
  };
}

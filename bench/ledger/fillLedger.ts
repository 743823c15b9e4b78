import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fragmentNumber, producerMs } from '../../core/fragment.ts';
import { packNumbers } from '../../core/fragments/packNumbers.ts';
import { planRowKey } from '../../core/ledger/ledgerRow.ts';
import { planIdOf } from '../../core/plans/plan.ts';
import { openStore } from '../../local/dynamodb/openStore.ts';

/** Clips that follow one another, of a stream each. */
export interface LedgerSketch {
  readonly table: string;
  readonly streamArns: readonly string[];
  readonly clipsPerStream: number;
  readonly clipMs: number;
  readonly startMs: number;
  readonly fragmentsPerClip: number;
}

/** DynamoDB takes 25 rows a batch. */
const ROWS_A_BATCH = 25;
const LAST_FRAME_MS = 40;

/** Writes rows of clips into the data folder of a stack that is not running. */
export async function fillLedger(
  dataDir: string,
  sketch: LedgerSketch,
  onProgress: (rows: number) => void,
): Promise<void> {
  const { table, streamArns, clipsPerStream } = sketch;
  const place = { region: 'us-east-1', accountId: '000000000000' };
  const tables = await openStore({ ...place, path: join(dataDir, 'dynamodb', 'tables') });
  const numbers = Array.from({ length: sketch.fragmentsPerClip }, (_, index) =>
    fragmentNumber(String(9134385233318n * 10n ** 34n + BigInt(index) * 47_619n)),
  );
  const packed = Buffer.from(packNumbers(numbers)).toString('base64');
  try {
    for (const [at, streamArn] of streamArns.entries()) {
      for (let first = 0; first < clipsPerStream; first += ROWS_A_BATCH) {
        const count = Math.min(ROWS_A_BATCH, clipsPerStream - first);
        const requests = Array.from({ length: count }, (_, index) => ({
          PutRequest: { Item: itemOf(sketch, streamArn, first + index, packed) },
        }));
        await tables.call('BatchWriteItem', { RequestItems: { [table]: requests } });
      }
      onProgress((at + 1) * clipsPerStream);
    }
  } finally {
    await tables.close();
  }
}

function itemOf(sketch: LedgerSketch, streamArn: string, clip: number, packed: string): Record<string, unknown> {
  const { clipMs, startMs, fragmentsPerClip } = sketch;
  const start = startMs + clip * clipMs;
  const end = producerMs(start + clipMs - LAST_FRAME_MS);
  const sha256 = createHash('sha256').update(`${streamArn} ${clip}`).digest('hex');
  const planId = planIdOf(sha256.slice(0, 12));
  const file = (kind: string) => ({
    M: {
      bucket: { S: 'kvs-archiver-archive' },
      key: { S: `${kind}/door/2026/11/21/13/20261121T135251.262Z_${planId}.mp4` },
      bytes: { N: '18000000' },
      sha256: { S: sha256 },
    },
  });
  return {
    streamArn: { S: streamArn },
    row: { S: planRowKey({ endProducerMs: end, planId }) },
    kind: { S: 'clip' },
    streamName: { S: 'door' },
    planId: { S: planId },
    startProducerMs: { N: String(start) },
    endProducerMs: { N: String(end) },
    earliestServerMs: { N: String(start + 900) },
    writtenMs: { N: String(start + clipMs) },
    changedMs: { N: String(start + clipMs) },
    source: { S: 'GET_CLIP' },
    retention: { S: 'standard' },
    fragments: { N: String(fragmentsPerClip) },
    numbers: { B: packed },
    clip: file('clips'),
    bundle: file('bundles'),
  };
}

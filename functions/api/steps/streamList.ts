import { createHash } from 'node:crypto';
import { isArchiverError } from '../../../core/errors.ts';
import type { ObjectStore } from '../../../core/ports/objectStore.ts';
import type { System } from '../../../core/system.ts';
import { STREAMS_PREFIX } from '../../archive/steps/prepareRun.ts';

/** 50,000 streams are 16 objects of a few hundred KB; one stream is one object, which is one GET a tick. */
const SHARDS = 16;
const ATTEMPTS = 20;

export interface StreamListPorts {
  readonly objects: ObjectStore;
  readonly workBucket: string;
  readonly system: System;
}

/**
 * Puts a stream on the list that the distributed Map reads, or takes it off. The list lies in shards of JSON Lines by
 * the hash of the name; a shard is changed by read, change and conditional write.
 *
 * @throws ArchiverError `Conflict` where others keep changing the shard
 */
export async function changeStreamList(streamName: string, enrolled: boolean, ports: StreamListPorts): Promise<void> {
  const place = { bucket: ports.workBucket, key: `${STREAMS_PREFIX}shard-${shardOf(streamName)}.jsonl` };
  for (let attempt = 1; ; attempt++) {
    try {
      await changeShard(place, streamName, enrolled, ports.objects);
      return;
    } catch (error) {
      if (attempt === ATTEMPTS || !isArchiverError(error, 'Conflict')) throw error;
      await ports.system.clock.sleep(Math.ceil(20 * attempt * ports.system.random.fraction()));
    }
  }
}

async function changeShard(
  place: { bucket: string; key: string },
  streamName: string,
  enrolled: boolean,
  objects: ObjectStore,
): Promise<void> {
  const standing = await objects.getBytes(place).catch((error: unknown) => {
    if (isArchiverError(error, 'NotFound')) return undefined;
    throw error;
  });
  const lines = standing === undefined ? [] : Buffer.from(standing.bytes).toString('utf8').split('\n');
  const line = JSON.stringify({ streamName });
  const kept = lines.filter((other) => other !== '' && other !== line);
  if (enrolled) kept.push(line);
  // An empty shard is kept: to delete it could lose what another is adding. An empty line reads as no stream.
  const text = kept.sort().map((entry) => `${entry}\n`);
  await objects.replace(place, Buffer.from(text.join('')), 'application/x-ndjson', standing?.etag);
}

function shardOf(streamName: string): string {
  const first = createHash('sha256').update(streamName).digest()[0] ?? 0;
  return String(first % SHARDS).padStart(2, '0');
}

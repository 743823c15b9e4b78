import { writeCluster } from '../../../core/matroska/write/writeCluster.ts';
import { writeHeader } from '../../../core/matroska/write/writeHeader.ts';
import { writeTags } from '../../../core/matroska/write/writeTags.ts';
import { openPutMedia } from '../../local/kvs/putMediaSender.ts';
import type { Footage, FootageFragment } from './footage.ts';
import type { Endpoint } from './Installation.ts';

/** A fragment that KVS has acknowledged as PERSISTED. */
export interface SentFragment extends FootageFragment {
  readonly number: string;
  /** The Cluster as it was sent. */
  readonly cluster: Uint8Array;
  readonly footage: Footage;
}

/** One PutMedia session with ABSOLUTE timecodes, written at the service's pace. */
export async function push({ port }: Endpoint, streamName: string, footage: Footage): Promise<SentFragment[]> {
  const connection = openPutMedia({ port, streamName });
  const clusters: Uint8Array[] = [];
  await connection.send(writeHeader({ tracks: footage.tracks, title: streamName }));
  for (const { producerMs, frames, tags = [] } of footage.fragments) {
    if (connection.request.destroyed) break;
    const cluster = writeCluster({ timecodeMs: producerMs, blocks: frames, size: 'unknown' });
    clusters.push(cluster);
    await connection.send(tags.length === 0 ? cluster : Buffer.concat([cluster, writeTags(tags)]));
  }
  connection.request.end();
  await connection.ended;

  expect(connection.acks.filter((ack) => ack.EventType === 'ERROR')).toEqual([]);
  const persisted = connection.acks.filter((ack) => ack.EventType === 'PERSISTED');
  expect(persisted.map((ack) => ack.FragmentTimecode)).toEqual(footage.fragments.map(({ producerMs }) => producerMs));
  return footage.fragments.map((fragment, index) => ({
    ...fragment,
    number: persisted[index]?.FragmentNumber ?? '',
    cluster: clusters[index] ?? new Uint8Array(),
    footage,
  }));
}

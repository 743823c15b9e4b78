import { createHash } from 'node:crypto';
import type { Track } from '../../core/matroska/Track.ts';
import { writeHeader } from '../../core/matroska/write/writeHeader.ts';
import type { System } from '../../core/system.ts';
import type { DocumentHeader } from '../spool/FragmentStore.ts';

const ID_DIGITS = 16;

/**
 * The header of a connection that carries these tracks. Its id is the same for the same tracks in any run, so that what
 * an earlier run left in the spool goes out with what this one adds.
 * @param segmentUid 16 bytes that tell this document from others.
 */
export function documentHeader(tracks: readonly Track[], streamName: string, segmentUid: Uint8Array): DocumentHeader {
  const same = writeHeader({ tracks, title: streamName });
  const id = createHash('sha256').update(same).digest('hex').slice(0, ID_DIGITS);
  return { id, bytes: writeHeader({ tracks, title: streamName, segmentUid }) };
}

/** Headers of one run: the same tracks have the same one as long as they do not change. */
export function documentHeaders(
  streamName: string,
  { random }: Pick<System, 'random'>,
): (tracks: readonly Track[]) => DocumentHeader {
  let known: { readonly tracks: readonly Track[]; readonly header: DocumentHeader } | undefined;
  return (tracks) => {
    if (known?.tracks !== tracks) known = { tracks, header: documentHeader(tracks, streamName, random.bytes(16)) };
    return known.header;
  };
}

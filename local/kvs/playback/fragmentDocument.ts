import { writeFragmentTags } from '../../../core/matroska/write/writeFragmentTags.ts';
import type { FragmentMedia } from '../storage/FragmentLog.ts';
import type { FragmentRecord } from '../storage/fragmentRecord.ts';

/** Assumed: the content type is not documented; older SDK samples save the body as .webm or .mkv. */
export const MEDIA_CONTENT_TYPE = 'video/webm';

/**
 * A fragment as GetMedia and GetMediaForFragmentList return it (observed): a whole EBML document with the producer's
 * header verbatim, the service's tags, then the Cluster as sent with the producer's tags behind it.
 */
export function fragmentDocument(record: FragmentRecord, media: FragmentMedia): readonly Uint8Array[] {
  const tags = writeFragmentTags({
    fragmentNumber: record.number,
    serverMs: record.serverMs,
    producerMs: record.producerMs,
  });
  return [media.header, tags, media.cluster];
}

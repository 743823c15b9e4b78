import type { Tag } from '../../core/matroska/Tag.ts';
import { writeCluster } from '../../core/matroska/write/writeCluster.ts';
import { writeEndOfFragment } from '../../core/matroska/write/writeEndOfFragment.ts';
import { writeTags } from '../../core/matroska/write/writeTags.ts';
import type { OutgoingFragment } from '../media/OutgoingFragment.ts';

/**
 * The bytes of one fragment as they go out: a cluster of unknown size, as AWS's producers write it, and the
 * END_OF_FRAGMENT tag, without which the acknowledgements would lag one fragment behind (observed). The fragment's own
 * tags stand between the two, as AWS's producers write them: what is behind a cluster belongs to it (observed).
 *
 * @param tags at most 10 (documented: service quotas)
 */
export function encodeFragment(fragment: OutgoingFragment, tags: readonly Tag[] = []): Uint8Array {
  const { timecodeMs, frames } = fragment;
  return Buffer.concat([
    writeCluster({ timecodeMs, blocks: frames, size: 'unknown' }),
    ...(tags.length === 0 ? [] : [writeTags(tags, 8)]),
    writeEndOfFragment(),
  ]);
}

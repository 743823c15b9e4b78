import { writeCluster } from '../../core/matroska/write/writeCluster.ts';
import { writeEndOfFragment } from '../../core/matroska/write/writeEndOfFragment.ts';
import type { OutgoingFragment } from '../media/OutgoingFragment.ts';

/**
 * The bytes of one fragment as they go out: a cluster of unknown size, as AWS's producers write it, and the
 * END_OF_FRAGMENT tag, without which the acknowledgements would lag one fragment behind (observed).
 */
export function encodeFragment(fragment: OutgoingFragment): Uint8Array {
  const { timecodeMs, frames } = fragment;
  return Buffer.concat([writeCluster({ timecodeMs, blocks: frames, size: 'unknown' }), writeEndOfFragment()]);
}

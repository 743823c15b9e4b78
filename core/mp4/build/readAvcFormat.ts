import type { Track } from '../../matroska/Track.ts';
import { unsupported } from '../UnsupportedReason.ts';
import { box } from './boxBytes.ts';
import type { SampleFormat } from './SampleFormat.ts';
import { visualFormat } from './visualFormat.ts';

/** Bytes of an avcC before its parameter sets. */
const FIXED_BYTES = 6;

/**
 * H.264: CodecPrivate is an avcC (ISO/IEC 14496-15, 5.3.3).
 * @throws ArchiverError `UnsupportedMedia`, `InvalidCodecPrivateData`
 */
export function readAvcFormat(track: Track, avcC: Uint8Array): SampleFormat {
  const fault = (what: string) => unsupported('InvalidCodecPrivateData', `track ${track.number}: its avcC ${what}`);
  if (avcC.length <= FIXED_BYTES || avcC[0] !== 1) throw fault('does not begin as one');
  let at = FIXED_BYTES;
  const sequenceSets = (avcC[5] ?? 0) & 0x1f;
  if (sequenceSets === 0) throw fault('holds no sequence parameter set');
  for (let i = 0; i < sequenceSets; i++) at += 2 + (avcC[at] ?? 0) * 256 + (avcC[at + 1] ?? 0);
  const pictureSets = avcC[at] ?? 0;
  at += 1;
  for (let i = 0; i < pictureSets; i++) at += 2 + (avcC[at] ?? 0) * 256 + (avcC[at + 1] ?? 0);
  if (at > avcC.length || pictureSets === 0) throw fault('ends within its parameter sets');
  return visualFormat(track, 'avc1', box('avcC', avcC), ((avcC[4] ?? 0) & 3) + 1);
}

import type { Track } from '../../matroska/Track.ts';
import { unsupported } from '../UnsupportedReason.ts';
import { box } from './boxBytes.ts';
import type { SampleFormat } from './SampleFormat.ts';
import { visualFormat } from './visualFormat.ts';

/** Bytes of an hvcC before its arrays of parameter sets. */
const FIXED_BYTES = 23;

/**
 * H.265: CodecPrivate is an hvcC (ISO/IEC 14496-15, 8.3.3). One without parameter sets means that they come with the
 * pictures: `hev1`. Its version and level are not judged, since producers leave them 0 (observed).
 * @throws ArchiverError `UnsupportedMedia`, `InvalidCodecPrivateData`
 */
export function readHevcFormat(track: Track, hvcC: Uint8Array): SampleFormat {
  const fault = (what: string) => unsupported('InvalidCodecPrivateData', `track ${track.number}: its hvcC ${what}`);
  if (hvcC.length < FIXED_BYTES || (hvcC[0] ?? 0) > 1) throw fault('does not begin as one');
  if (hvcC[0] === 0 && hvcC[1] === 0 && hvcC[2] === 0 && hvcC[3] === 1) throw fault('is a stream with start codes');
  const arrays = hvcC[FIXED_BYTES - 1] ?? 0;
  let at = FIXED_BYTES;
  for (let array = 0; array < arrays; array++) {
    let units = (hvcC[at + 1] ?? 0) * 256 + (hvcC[at + 2] ?? 0);
    at += 3;
    for (; units > 0 && at < hvcC.length; units--) at += 2 + (hvcC[at] ?? 0) * 256 + (hvcC[at + 1] ?? 0);
  }
  if (at > hvcC.length) throw fault('ends within its parameter sets');
  const entryType = arrays === 0 ? 'hev1' : 'hvc1';
  return visualFormat(track, entryType, box('hvcC', hvcC), ((hvcC[21] ?? 0) & 3) + 1);
}

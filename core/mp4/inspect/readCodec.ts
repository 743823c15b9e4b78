import type { Box } from '../box/Box.ts';
import type { BoxCursor } from '../box/BoxCursor.ts';

/** Bytes of a VisualSampleEntry after width and height, before its boxes. */
const VISUAL_FIELDS_AFTER_SIZE = 50;
const AVC_ENTRIES = new Set(['avc1', 'avc3']);
const HEVC_ENTRIES = new Set(['hvc1', 'hev1']);

/** What a sample description tells of a track. */
export interface SampleDescription {
  /** RFC 6381 codec string, or the four characters of the entry. */
  readonly codec: string;
  readonly width: number;
  readonly height: number;
}

/**
 * The first entry of an stsd.
 * @throws ArchiverError `Corrupt`
 */
export function readSampleDescription(stsd: BoxCursor, handler: string): SampleDescription {
  stsd.versionAndFlags();
  if (stsd.u32() === 0) throw stsd.fault('holds no entry');
  for (const entry of stsd.children()) {
    const fields = stsd.enter(entry);
    fields.skip(8);
    if (handler === 'vide') return readVisualEntry(entry, fields);
    if (handler === 'soun') return { codec: readAudioCodec(entry, fields), width: 0, height: 0 };
    return { codec: entry.type, width: 0, height: 0 };
  }
  throw stsd.fault('holds no entry');
}

function readVisualEntry(entry: Box, fields: BoxCursor): SampleDescription {
  fields.skip(16);
  const width = fields.u16();
  const height = fields.u16();
  fields.skip(VISUAL_FIELDS_AFTER_SIZE);
  let codec = entry.type;
  for (const child of fields.children()) {
    if (child.type === 'avcC' && AVC_ENTRIES.has(entry.type))
      codec = `${entry.type}.${avcProfile(fields.enter(child))}`;
    if (child.type === 'hvcC' && HEVC_ENTRIES.has(entry.type))
      codec = `${entry.type}.${hevcProfile(fields.enter(child))}`;
  }
  return { codec, width, height };
}

function avcProfile(avcC: BoxCursor): string {
  avcC.skip(1);
  return [avcC.u8(), avcC.u8(), avcC.u8()].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** ISO/IEC 14496-15, annex E.3. */
function hevcProfile(hvcC: BoxCursor): string {
  hvcC.skip(1);
  const profile = hvcC.u8();
  const space = ['', 'A', 'B', 'C'][profile >> 6] ?? '';
  const tier = (profile & 0x20) === 0 ? 'L' : 'H';
  let compatibility = hvcC.u32();
  let reversed = 0;
  for (let bit = 0; bit < 32; bit++) {
    reversed = reversed * 2 + (compatibility & 1);
    compatibility >>>= 1;
  }
  const constraints = Array.from({ length: 6 }, () => hvcC.u8());
  while (constraints.at(-1) === 0) constraints.pop();
  const level = hvcC.u8();
  const parts = [`${space}${profile & 0x1f}`, reversed.toString(16), `${tier}${level}`];
  return [...parts, ...constraints.map((byte) => byte.toString(16))].join('.');
}

function readAudioCodec(entry: Box, fields: BoxCursor): string {
  if (entry.type !== 'mp4a') return entry.type;
  const version = fields.u16();
  fields.skip(18);
  // QuickTime's longer entries.
  if (version === 1) fields.skip(16);
  else if (version === 2) fields.skip(36);
  for (const child of fields.children()) {
    if (child.type === 'esds') return `mp4a.${objectTypes(fields.enter(child))}`;
  }
  return entry.type;
}

/** ISO/IEC 14496-1, 7.2.6: the object type indication and, for AAC, the audio object type. */
function objectTypes(esds: BoxCursor): string {
  esds.versionAndFlags();
  let indication = '';
  while (esds.remaining > 0) {
    const tag = esds.u8();
    let length = 0;
    for (let more = true; more; ) {
      const byte = esds.u8();
      length = (length * 128 + (byte & 0x7f)) % 2 ** 28;
      more = (byte & 0x80) !== 0;
    }
    if (tag === 3) {
      esds.skip(2);
      const flags = esds.u8();
      if ((flags & 0x80) !== 0) esds.skip(2);
      if ((flags & 0x40) !== 0) esds.skip(esds.u8());
      if ((flags & 0x20) !== 0) esds.skip(2);
    } else if (tag === 4) {
      indication = esds.u8().toString(16).padStart(2, '0');
      esds.skip(12);
    } else if (tag === 5 && length > 0) {
      const first = esds.u8();
      const type = first >> 3 === 31 && esds.remaining > 0 ? 32 + (((first & 7) << 3) | (esds.u8() >> 5)) : first >> 3;
      return `${indication}.${type}`;
    } else esds.skip(length);
  }
  return indication;
}

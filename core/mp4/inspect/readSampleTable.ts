import type { BoxCursor } from '../box/BoxCursor.ts';
import { readSampleDescription, type SampleDescription } from './readCodec.ts';

/** What the tables of a track sum up to. */
export interface SampleTable {
  readonly description: SampleDescription;
  readonly sampleCount: number;
  readonly syncSampleCount: number;
  /** Ticks of the media, edit lists not applied. */
  readonly duration: number;
  /** Offset one past the last byte of any sample; 0 without samples. */
  readonly dataEnd: number;
}

type Sizes = { readonly count: number; sum(from: number, to: number): number };

/**
 * Sums up an stbl. Work is linear in the tables' bytes, not in the counts that they claim.
 * @throws ArchiverError `Corrupt`
 */
export function readSampleTable(stbl: BoxCursor, handler: string): SampleTable {
  const boxes = new Map<string, BoxCursor>();
  for (const child of stbl.children()) if (!boxes.has(child.type)) boxes.set(child.type, stbl.enter(child));
  const box = (type: string) => {
    const found = boxes.get(type);
    if (found === undefined) throw stbl.fault(`holds no ${type}`);
    return found;
  };
  const description = readSampleDescription(box('stsd'), handler);
  const { duration, sampleCount } = readTimeToSample(box('stts'));
  const stsz = boxes.get('stsz');
  const sizes = stsz === undefined ? readCompactSizes(box('stz2')) : readSizes(stsz);
  if (sizes.count !== sampleCount) throw stbl.fault(`times ${sampleCount} samples and sizes ${sizes.count}`);
  const stss = boxes.get('stss');
  let syncSampleCount = sampleCount;
  if (stss !== undefined) {
    stss.versionAndFlags();
    syncSampleCount = stss.u32();
    if (syncSampleCount > sampleCount) throw stss.fault('names more samples than there are');
    stss.skip(syncSampleCount * 4);
  }
  const dataEnd = sampleCount === 0 ? 0 : readDataEnd(boxes.get('stco') ?? box('co64'), box('stsc'), sizes);
  return { description, sampleCount, syncSampleCount, duration, dataEnd };
}

function readTimeToSample(stts: BoxCursor): { duration: number; sampleCount: number } {
  stts.versionAndFlags();
  let duration = 0;
  let sampleCount = 0;
  for (let entries = stts.u32(); entries > 0; entries--) {
    const count = stts.u32();
    sampleCount += count;
    duration += count * stts.u32();
  }
  if (!Number.isSafeInteger(duration)) throw stts.fault('lasts longer than can be');
  return { duration, sampleCount };
}

function readSizes(stsz: BoxCursor): Sizes {
  stsz.versionAndFlags();
  const uniform = stsz.u32();
  const count = stsz.u32();
  if (uniform !== 0) return { count, sum: (from, to) => (to - from) * uniform };
  if (count * 4 > stsz.remaining) throw stsz.fault(`has no room for ${count} sizes`);
  return inOrder(count, () => stsz.u32());
}

function readCompactSizes(stz2: BoxCursor): Sizes {
  stz2.versionAndFlags();
  stz2.skip(3);
  const bits = stz2.u8();
  const count = stz2.u32();
  if (![4, 8, 16].includes(bits)) throw stz2.fault(`has fields of ${bits} bits`);
  if ((count * bits) / 8 > stz2.remaining) throw stz2.fault(`has no room for ${count} sizes`);
  let pair: number | undefined;
  return inOrder(count, () => {
    if (bits === 16) return stz2.u16();
    if (bits === 8) return stz2.u8();
    if (pair !== undefined) {
      const low = pair & 15;
      pair = undefined;
      return low;
    }
    pair = stz2.u8();
    return pair >> 4;
  });
}

/** Sizes that are read once, from the first to the last. */
function inOrder(count: number, next: () => number): Sizes {
  return {
    count,
    sum(from, to) {
      let bytes = 0;
      for (let i = from; i < to; i++) bytes += next();
      return bytes;
    },
  };
}

function readDataEnd(offsets: BoxCursor, stsc: BoxCursor, sizes: Sizes): number {
  offsets.versionAndFlags();
  stsc.versionAndFlags();
  const wide = offsets.box.type === 'co64';
  const chunkCount = offsets.u32();
  if (chunkCount * (wide ? 8 : 4) > offsets.remaining) throw offsets.fault(`has no room for ${chunkCount} chunks`);
  let runs = stsc.u32();
  let perChunk = 0;
  let nextFirstChunk = 0;
  const readRun = () => {
    nextFirstChunk = runs > 0 ? stsc.u32() : Number.POSITIVE_INFINITY;
  };
  readRun();
  let dataEnd = 0;
  let sample = 0;
  for (let chunk = 1; chunk <= chunkCount; chunk++) {
    if (chunk === nextFirstChunk) {
      perChunk = stsc.u32();
      stsc.skip(4);
      runs--;
      readRun();
      if (nextFirstChunk <= chunk) throw stsc.fault('is not in order');
    }
    const offset = wide ? offsets.u64() : offsets.u32();
    const last = sample + perChunk;
    if (last > sizes.count) throw stsc.fault('puts more samples into chunks than there are');
    dataEnd = Math.max(dataEnd, offset + sizes.sum(sample, last));
    sample = last;
  }
  if (sample !== sizes.count) throw stsc.fault(`puts ${sample} of ${sizes.count} samples into chunks`);
  return dataEnd;
}

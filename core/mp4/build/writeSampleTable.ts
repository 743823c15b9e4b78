import { box, fullBox, u32, u32Of, u64Of } from './boxBytes.ts';
import type { TrackTable } from './TrackTable.ts';

/** The stbl of a track. */
export function writeSampleTable(table: TrackTable, mediaOffset: number, wide: boolean): Uint8Array {
  const { format, syncSamples, sizes } = table;
  const boxes = [fullBox('stsd', 0, 0, u32(1), format.entry), writeTimes(table)];
  if (format.handler === 'vide') {
    if (table.offsets.some((offset) => offset + table.reorderTicks !== 0)) boxes.push(writeOffsets(table));
    if (syncSamples.length < sizes.length)
      boxes.push(fullBox('stss', 0, 0, u32(syncSamples.length), u32Of(syncSamples)));
  }
  boxes.push(writeChunks(table), writeSizes(table));
  const offsets = table.chunks.map((chunk) => mediaOffset + chunk.offset);
  boxes.push(fullBox(wide ? 'co64' : 'stco', 0, 0, u32(offsets.length), wide ? u64Of(offsets) : u32Of(offsets)));
  return box('stbl', ...boxes);
}

/** Decode times as runs of equal distances. G.711 counts its samples, one tick each; a gap stretches the last of them. */
function writeTimes(table: TrackTable): Uint8Array {
  const { decodeTimes, format, sizes } = table;
  const runs = new Runs();
  decodeTimes.forEach((time, index) => {
    const ticks = (decodeTimes[index + 1] ?? time + table.lastFrameTicks) - time;
    const samples = format.sampleBytes === undefined ? 1 : (sizes[index] ?? 0) / format.sampleBytes;
    if (samples > 1) runs.add(samples - 1, 1);
    runs.add(1, ticks - (samples - 1));
  });
  return fullBox('stts', 0, 0, u32(runs.count), u32Of(runs.values));
}

function writeOffsets(table: TrackTable): Uint8Array {
  const runs = new Runs();
  for (const offset of table.offsets) runs.add(1, offset + table.reorderTicks);
  return fullBox('ctts', 0, 0, u32(runs.count), u32Of(runs.values));
}

function writeChunks(table: TrackTable): Uint8Array {
  const entries: number[] = [];
  let previous = 0;
  table.chunks.forEach((chunk, index) => {
    if (chunk.samples !== previous) entries.push(index + 1, chunk.samples, 1);
    previous = chunk.samples;
  });
  return fullBox('stsc', 0, 0, u32(entries.length / 3), u32Of(entries));
}

function writeSizes(table: TrackTable): Uint8Array {
  const { sampleBytes } = table.format;
  if (sampleBytes !== undefined) return fullBox('stsz', 0, 0, u32(sampleBytes, table.sampleCount));
  return fullBox('stsz', 0, 0, u32(0, table.sizes.length), u32Of(table.sizes));
}

/** Pairs of how often and what. */
class Runs {
  readonly values: number[] = [];

  get count(): number {
    return this.values.length / 2;
  }

  add(times: number, value: number): void {
    if (this.values.length > 0 && this.values.at(-1) === value) {
      this.values[this.values.length - 2] = (this.values.at(-2) ?? 0) + times;
    } else this.values.push(times, value);
  }
}

import { FragmentCutter } from '../../core/matroska/FragmentCutter.ts';
import { Finding, type FuzzTarget } from '../Target.ts';
import { MATROSKA_WORDS, matroskaSeeds } from './seeds.ts';

/** Small limits, so that they are met. */
const LIMITS = { maxFragmentBytes: 64 * 1024, maxHeaderBytes: 16 * 1024 };

/** PutMedia bodies, cut into fragments while they arrive: it never throws, and chunking changes nothing. */
export const target: FuzzTarget = {
  maxBytes: 96 * 1024,
  memory: { base: 4 * 1024 * 1024, perByte: 64 },
  dictionary: MATROSKA_WORDS,
  seeds: matroskaSeeds,
  run(input) {
    const third = Math.max(1, Math.floor(input.length / 3));
    const whole = cut([input]);
    const pieces = cut([input.subarray(0, third), input.subarray(third, 2 * third), input.subarray(2 * third)]);
    if (whole !== pieces) throw new Finding(`the events depend on the chunking: ${whole} | ${pieces}`);
    return undefined;
  },
};

function cut(chunks: readonly Uint8Array[]): string {
  const cutter = new FragmentCutter(LIMITS);
  const events = [...chunks.flatMap((chunk) => cutter.push(chunk)), ...cutter.end()];
  return events.map((event) => (event.kind === 'fragment' ? `fragment ${event.bytes.length}` : event.kind)).join();
}

import type { Fragment } from '../fragment.ts';
import type { Finding } from './Finding.ts';

/** Missing fragments closer together than this are one finding. */
const TOGETHER_MS = 60_000;
/** Numbers that one finding spells out. */
const SPELLED_OUT = 20;

/** Missing fragments as findings: one for each stretch of footage, not one for each fragment. */
export function missingSpans(
  stream: { readonly streamName: string; readonly streamArn: string },
  missing: readonly Fragment[],
): Finding[] {
  const stretches: Fragment[][] = [];
  for (const fragment of [...missing].sort((a, b) => a.producerMs - b.producerMs)) {
    const stretch = stretches[stretches.length - 1];
    const last = stretch?.[stretch.length - 1];
    if (stretch !== undefined && last !== undefined && fragment.producerMs - last.producerMs <= TOGETHER_MS) {
      stretch.push(fragment);
    } else stretches.push([fragment]);
  }
  return stretches.map((stretch) => {
    const startMs = stretch[0]?.producerMs ?? 0;
    const endMs = Math.max(...stretch.map(({ producerMs, lengthMs }) => producerMs + lengthMs));
    return {
      code: 'fragment-missing',
      ...stream,
      message: `${stretch.length} fragments that KVS lists below the watermark are nowhere`,
      startMs,
      endMs,
      fragments: stretch.length,
      numbers: stretch.slice(0, SPELLED_OUT).map(({ number }) => number),
    };
  });
}

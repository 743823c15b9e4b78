import { draw } from './draw.ts';
import type { ServiceRule } from './FaultRule.ts';
import type { Hit } from './RuleCount.ts';
import type { Tampering } from './tamperResponse.ts';

/** As far as a page of ListFragments concerns us. */
interface Page {
  readonly Fragments?: readonly { readonly ServerTimestamp?: number }[];
}

/** A page of a few thousand fragments has no more. */
const PAGE_LIMIT_BYTES = 16 * 1024 * 1024;

/**
 * What is done to a page of ListFragments: fragments that are younger than `ms` are not listed yet; they come in another
 * order; all of them come twice, as where a page is given again.
 *
 * @param nowMs of the service, UTC epoch milliseconds
 */
export function tamperListing({ rule, index, call }: Hit<ServiceRule>, seed: number, nowMs: () => number): Tampering {
  return {
    // The page is as long as it turns out to be.
    contentLength: () => undefined,
    async *body(pieces) {
      const chunks: Buffer[] = [];
      let bytes = 0;
      for await (const piece of pieces) {
        bytes += piece.length;
        if (bytes > PAGE_LIMIT_BYTES) throw new RangeError('a page of ListFragments is longer than any page');
        chunks.push(piece);
      }
      const text = Buffer.concat(chunks).toString('utf8');
      const page = JSON.parse(text) as Page;
      // An error has no fragments.
      if (page.Fragments === undefined) yield Buffer.from(text);
      else yield Buffer.from(JSON.stringify({ ...page, Fragments: changed(page.Fragments, rule, shuffle, nowMs()) }));
    },
  };

  function shuffle<T>(fragments: readonly T[]): T[] {
    return fragments
      .map((fragment, place) => ({ fragment, rank: draw(seed, index * 1_000_003 + place, call) }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ fragment }) => fragment);
  }
}

function changed<T extends { readonly ServerTimestamp?: number }>(
  fragments: readonly T[],
  { kind, ms = 0 }: ServiceRule,
  shuffle: (fragments: readonly T[]) => T[],
  nowMs: number,
): readonly T[] {
  if (kind === 'repeat') return [...fragments, ...fragments];
  if (kind === 'shuffle') return shuffle(fragments);
  // Seconds since the epoch, as the service's JSON has it.
  return fragments.filter(({ ServerTimestamp = 0 }) => ServerTimestamp * 1000 <= nowMs - ms);
}

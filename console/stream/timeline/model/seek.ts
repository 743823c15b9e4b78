import { type Footage, firstEndingAfter, type GapSpan, holding } from './Footage.ts';

/** What is at a moment that somebody wants to see. */
export type Seek =
  | { readonly kind: 'footage'; readonly ms: number }
  /** Not there: why, and where footage goes on (`undefined`: nowhere that is known). */
  | {
      readonly kind: 'gap';
      readonly reason: string;
      readonly gap: GapSpan | undefined;
      readonly nextMs: number | undefined;
    };

/**
 * Where playing begins when somebody asks for a moment. Footage that KVS still has and nobody has archived yet
 * (`pending`, or beyond what was looked at) is footage.
 */
export function seek(footage: Footage, ms: number): Seek {
  if (holding(footage.clips, ms) !== undefined) return { kind: 'footage', ms };
  const gap = holding(footage.gaps, ms);
  if (gap?.reason === 'pending') return { kind: 'footage', ms };
  if (gap === undefined && holding(footage.unclaimed, ms) !== undefined) return { kind: 'footage', ms };
  const next = footage.clips[firstEndingAfter(footage.clips, ms)];
  return { kind: 'gap', reason: gap?.reason ?? 'not-recorded', gap, nextMs: next?.startMs };
}

/** The moment before which footage is seen from `ms` on without a break. */
export function playableUntil(footage: Footage, ms: number, toleranceMs = 500): number {
  let until = ms;
  for (let at = firstEndingAfter(footage.clips, ms); at < footage.clips.length; at += 1) {
    const clip = footage.clips[at];
    if (clip === undefined || clip.startMs > until + toleranceMs) break;
    until = clip.endMs;
  }
  return until;
}

import { compareFragmentNumbers, fragmentNumber } from '../fragment.ts';
import { type ArrangedSegment, type PlaySegment, SEAM_MS } from './arrangeSegments.ts';
import type { PlayableClip } from './ClipIndex.ts';

/** A fragment for a playlist that grows, archived or still in KVS alone; times are producer time. */
export interface GrowingFragment {
  readonly number: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly configuration: string;
  /** Whether another one is known that begins where it ends: it ends then, and nothing changes that. */
  readonly isFollowed: boolean;
}

/** The fragments of archived clips. What follows without a seam ends where the next one begins, as a listing tells it. */
export function fragmentsOfClips(clips: readonly PlayableClip[]): GrowingFragment[] {
  return clips.flatMap(({ configuration, timesMs, producerMs, numbers }) =>
    numbers.map((number, index) => {
      const startMs = producerMs[index] ?? 0;
      const next = producerMs[index + 1];
      return { number, startMs, endMs: next ?? timesMs[index + 1] ?? 0, configuration, isFollowed: next !== undefined };
    }),
  );
}

/** What ended so long ago is followed by nothing any more. KVS takes fragments of up to 20 s. */
export const SETTLED_MS = 25_000;

/** `live/{producerMs}-{number}`: a fragment in an address, wherever it is read. */
export const growingPlace = ({ startMs, number }: Pick<GrowingFragment, 'startMs' | 'number'>): string =>
  `live/${startMs}-${number}`;

/** A fragment as a segment of its own. */
export function growingSegment(fragment: GrowingFragment): PlaySegment {
  const { startMs, endMs, configuration } = fragment;
  const place = growingPlace(fragment);
  return { startMs, endMs, configuration, uri: `${place}.m4s`, mapUri: `${place}.mp4` };
}

/**
 * Fragments in the order in which KVS took them in, which only grows at its end: what comes late, with a time before what
 * stands there already, is left out until the span is over. What follows without a seam ends where the next one begins: what
 * stands at the end, and may still be followed, waits for that.
 */
export function growSegments(fragments: readonly GrowingFragment[], nowMs: number): ArrangedSegment[] {
  const followed = new Set(
    fragments.filter(({ isFollowed }) => isFollowed).map((fragment) => `${growingPlace(fragment)}.m4s`),
  );
  const grown = inOrder(fragments).map((segment, index, all): ArrangedSegment => {
    const next = all[index + 1];
    const isFollowed = next !== undefined && !next.isDiscontinuous;
    return isFollowed ? { ...segment, endMs: next.startMs } : segment;
  });
  const last = grown.at(-1);
  const isOpen = ({ uri, endMs }: ArrangedSegment) => endMs > nowMs - SETTLED_MS && !followed.has(uri);
  return last !== undefined && isOpen(last) ? grown.slice(0, -1) : grown;
}

function inOrder(fragments: readonly GrowingFragment[]): ArrangedSegment[] {
  const byNumber = new Map(fragments.map((fragment) => [fragment.number, fragment]));
  const ordered = [...byNumber.values()].sort((a, b) =>
    compareFragmentNumbers(fragmentNumber(a.number), fragmentNumber(b.number)),
  );
  const grown: ArrangedSegment[] = [];
  let mapUri = '';
  for (const fragment of ordered) {
    const before = grown.at(-1);
    if (fragment.endMs <= fragment.startMs || (before !== undefined && fragment.startMs < before.endMs - SEAM_MS)) {
      continue;
    }
    const place = growingPlace(fragment);
    const isOther = before?.configuration !== fragment.configuration;
    if (isOther) mapUri = `${place}.mp4`;
    const { startMs, endMs, configuration } = fragment;
    const isDiscontinuous = before !== undefined && (isOther || startMs - before.endMs > SEAM_MS);
    grown.push({ startMs, endMs, configuration, uri: `${place}.m4s`, mapUri, isDiscontinuous });
  }
  return grown;
}

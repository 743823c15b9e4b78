import type { FragmentNumber } from '../fragment.ts';
import type { InspectedTrack, Mp4Inspection } from '../mp4/Mp4Inspection.ts';
import { GET_CLIP_MAX_BYTES } from './limits.ts';
import { type Plan, planEnd, planStart } from './plan.ts';

/** Whether an MP4 holds a plan, and if not, why. */
export type Acceptance = { readonly accepted: true } | { readonly accepted: false; readonly because: string };

/**
 * Whether an MP4 that came from GetClip holds exactly the plan. GetClip cuts off at 200 fragments or 100 MB without a
 * word, and takes in whatever else lies in the range.
 *
 * @param listedAfter numbers that the plan's range listed after the fetch
 */
export function acceptClip(
  plan: Plan,
  inspection: Mp4Inspection,
  listedAfter: ReadonlySet<FragmentNumber>,
): Acceptance {
  const refused = (because: string): Acceptance => ({ accepted: false, because });
  if (listedAfter.size !== plan.fragments.length || plan.fragments.some(({ number }) => !listedAfter.has(number))) {
    return refused(`the range lists ${listedAfter.size} fragments, the plan has ${plan.fragments.length}`);
  }
  if (inspection.bytes >= GET_CLIP_MAX_BYTES) return refused(`${inspection.bytes} bytes reach GetClip's limit`);
  return acceptContent(plan, inspection);
}

/**
 * Whether what is in an MP4 agrees with a plan, whoever made it: a key frame for every fragment, and the duration that
 * the listing tells, within one fragment (a listed length leaves out the last frame).
 */
export function acceptContent(plan: Plan, inspection: Mp4Inspection): Acceptance {
  const refused = (because: string): Acceptance => ({ accepted: false, because });
  const video = inspection.tracks.find((track) => track.handler === 'vide');
  const leading = video ?? inspection.tracks[0];
  if (leading === undefined) return refused('it has no track');
  if (leading.syncSampleCount < plan.fragments.length) {
    return refused(`${leading.syncSampleCount} key frames for ${plan.fragments.length} fragments`);
  }
  const lengths = plan.fragments.reduce((sum, fragment) => sum + fragment.lengthMs, 0);
  const span = planEnd(plan) - planStart(plan);
  const fragmentMs = longestFragment(plan);
  const { durationMs } = inspection;
  if (durationMs < Math.min(lengths, span) - fragmentMs || durationMs > Math.max(lengths, span) + fragmentMs) {
    return refused(`it plays ${Math.round(durationMs)} ms, and the listing tells ${lengths} to ${span} ms`);
  }
  // With several key frames in a fragment their count does not tell that one fragment is missing: the duration must.
  const leastMs = leastDuration(plan, leading, span);
  if (leading.syncSampleCount > plan.fragments.length && durationMs < leastMs) {
    return refused(
      `it plays ${Math.round(durationMs)} ms, and all of the plan plays ${Math.round(leastMs)} ms or more`,
    );
  }
  return { accepted: true };
}

/**
 * What a clip of the whole plan plays at least, in milliseconds: less half the shortest fragment, so that none can be
 * missing. GetClip may keep the pauses between fragments or close them; the last frame of each, which its listed length
 * leaves out, is taken to be as long as the others.
 */
function leastDuration(plan: Plan, leading: InspectedTrack, span: number): number {
  const frameMs = leading.durationMs / Math.max(1, leading.sampleCount);
  const lengths = plan.fragments.map(({ lengthMs }) => lengthMs + frameMs);
  const sum = lengths.reduce((total, lengthMs) => total + lengthMs, 0);
  return Math.min(sum, span) - lengths.reduce((shortest, lengthMs) => Math.min(shortest, lengthMs)) / 2;
}

function longestFragment(plan: Plan): number {
  let longest = 1000;
  plan.fragments.forEach((fragment, index) => {
    const next = plan.fragments[index + 1];
    longest = Math.max(longest, fragment.lengthMs, next === undefined ? 0 : next.producerMs - fragment.producerMs);
  });
  return longest;
}

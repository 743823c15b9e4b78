import type { StreamState } from '../streams/streamState.ts';
import { formatSpan, formatTime } from '../time/formatTime.ts';
import type { Finding } from './Finding.ts';

/** Clocks of AWS and of this machine may differ by so much before a watermark ahead of ours is strange. */
const CLOCK_MS = 300_000;

/** What is strange about a stream's item: a watermark in the future, plans that no run brings to an end. */
export function compareState(state: StreamState, nowMs: number, youngSinceMs: number): Finding[] {
  const { streamName, streamArn } = state;
  const found: Finding[] = [];
  if (state.watermarkMs > nowMs + CLOCK_MS) {
    const message = `the watermark is ${formatTime(state.watermarkMs)}, ${formatSpan(state.watermarkMs - nowMs)} ahead of now`;
    found.push({ code: 'watermark-wrong', streamName, streamArn, message, startMs: state.watermarkMs });
  }
  for (const { planId, openedMs, fragments, startProducerMs, endProducerMs } of state.openPlans) {
    if (openedMs > youngSinceMs) continue;
    found.push({
      code: 'plan-stuck',
      streamName,
      streamArn,
      planId,
      message: `plan ${planId} of ${fragments} fragments has been open since ${formatTime(openedMs)}`,
      startMs: startProducerMs,
      endMs: endProducerMs,
      fragments,
    });
  }
  return found;
}

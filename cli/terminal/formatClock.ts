import { formatTime } from '../../core/time/formatTime.ts';

/** `14:03:22`, UTC. */
export function formatClock(ms: number): string {
  return formatTime(ms).slice(11, 19);
}

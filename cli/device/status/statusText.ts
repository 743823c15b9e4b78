import { formatSpan } from '../../../core/time/formatTime.ts';
import type { ProducerStatus } from '../../../device/status/ProducerStatus.ts';
import { formatBytes } from '../../terminal/formatBytes.ts';

/**
 * One line: `front-door  sending 2.1 Mbit/s | in flight 1 | waiting 3, 1.5 MB, oldest 6 s | ack 310 ms, p95 620 ms | ...`.
 * @param nowMs what "oldest" is measured against
 */
export function statusText(streamName: string, status: ProducerStatus, nowMs: number): string {
  const { state, lane, because, inFlight, waiting, ackMs, bitsPerSecond, persisted, dropped, sentAgain } = status;
  const carries = lane === undefined || lane === 'all' ? '' : ` (${lane})`;
  const rate = state === 'sending' ? ` ${(bitsPerSecond / 1e6).toFixed(1)} Mbit/s` : '';
  const oldest =
    waiting.oldestMs === undefined
      ? ''
      : `, oldest ${formatSpan(Math.round((nowMs - waiting.oldestMs) / 1_000) * 1_000)}`;
  const parts = [
    `${streamName}  ${state}${carries}${rate}`,
    `in flight ${inFlight}`,
    `waiting ${waiting.fragments}, ${formatBytes(waiting.bytes)}${oldest}`,
    ackMs === undefined ? 'no ack yet' : `ack ${ackMs.median} ms, p95 ${ackMs.p95} ms`,
    `persisted ${persisted}`,
    `lost ${dropped}`,
  ];
  if (sentAgain > 0) parts.push(`again ${sentAgain}`);
  if (because !== undefined && state === 'waiting') parts.push(because);
  return parts.join(' | ');
}

import { formatSpan } from '../../core/time/formatTime.ts';
import { plural } from '../terminal/plural.ts';
import type { RunProgress } from './RunProgress.ts';

const REASONS: Readonly<Record<string, string>> = {
  'not-enrolled': 'it is not enrolled',
  deleted: 'Kinesis Video Streams has it no more',
  'caught-up': 'there is nothing new',
  'not-yet': 'it is not its turn yet',
  busy: 'another run is on it',
  disabled: 'it is paused',
};

/** A line for people. */
export function progressText(progress: RunProgress): string {
  const { streamName } = progress;
  switch (progress.type) {
    case 'waiting':
      return `${streamName}  waits ${progress.seconds} s: footage has to settle, or another run is on the stream`;
    case 'skipped':
      return `${streamName}  left out: ${REASONS[progress.reason] ?? progress.reason}`;
    case 'gap':
      return `${streamName}  GAP, ${progress.reason}: plan ${progress.planId}`;
    case 'clip': {
      if (progress.clips === 0) return `${streamName}  plan ${progress.planId} gave way to its parts`;
      const fragments = progress.fragments === undefined ? '' : ` of ${plural(progress.fragments, 'fragment')}`;
      return `${streamName}  ${plural(progress.clips, 'clip')}${fragments}: ${progress.key ?? `plan ${progress.planId}`}`;
    }
    case 'pass':
      return `${streamName}  pass done, ${plural(progress.clips, 'clip')}; watermark lag ${formatSpan(progress.lagMs)}`;
  }
}

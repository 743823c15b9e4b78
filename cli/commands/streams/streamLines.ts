import { formatSpan, formatTime } from '../../../core/time/formatTime.ts';
import { conditionWords } from './conditionWords.ts';
import type { EnrolledStream } from './EnrolledStream.ts';

/** A stream in words, its name first. */
export function streamLines({ streamName, streamArn, settings, state }: EnrolledStream): string[] {
  const lines = [streamName, `  ARN             ${streamArn}`];
  if (state !== undefined) {
    const { watermarkMs, lagMs, openPlans, retentionHours, fragments } = state;
    lines.push(
      `  archived up to  ${formatTime(watermarkMs)} by server time (watermark lag ${formatSpan(lagMs)})`,
      `  condition       ${conditionWords(state)}`,
      `  open plans      ${openPlans}`,
      `  KVS retention   ${retentionHours} h`,
      `  longest clip    ${fragments?.inWords ?? 'not known: fewer than two fragments in the last minutes'}`,
    );
  }
  const words = Object.entries(settings).map(([name, value]) => {
    const isTime = name === 'since' && typeof value === 'number';
    return `${name} ${isTime ? formatTime(value) : typeof value === 'object' ? JSON.stringify(value) : String(value)}`;
  });
  return [...lines, `  settings        ${words.join(', ')}`];
}

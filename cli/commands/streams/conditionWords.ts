import { formatSpan, formatTime } from '../../../core/time/formatTime.ts';
import type { EnrolledStream } from './EnrolledStream.ts';

/** How a stream fares, in a few words: `silent for 20 min since 2026-11-21T12:00:00.000Z`. */
export function conditionWords(state: Partial<NonNullable<EnrolledStream['state']>>): string {
  const { condition, behind, silent, losingSoon, newestFragmentMs, silentForMs = 0 } = state;
  if (condition === undefined) return '-';
  const since = newestFragmentMs === undefined ? ', never sent' : ` since ${formatTime(newestFragmentMs)}`;
  const words = [
    ...(behind === true ? ['behind'] : []),
    ...(silent === true ? [`silent for ${formatSpan(silentForMs)}${since}`] : []),
    ...(losingSoon === true ? ['losing footage soon'] : []),
  ];
  return words.length > 0 ? words.join(', ') : condition.replace('-', ' ');
}

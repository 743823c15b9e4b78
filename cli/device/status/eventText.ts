import { formatSpan, formatTime } from '../../../core/time/formatTime.ts';
import type { ProducerEvent } from '../../../device/putMedia/ProducerEvent.ts';
import { formatBytes } from '../../terminal/formatBytes.ts';
import { plural } from '../../terminal/plural.ts';

/** What is worth a line of its own; undefined for what goes well. */
export function eventText(event: ProducerEvent): string | undefined {
  switch (event.kind) {
    case 'stream-created':
      return `${event.streamName} was created; KVS keeps its footage for ${event.retentionHours} h`;
    case 'recovered': {
      const from = event.firstMs === undefined ? '' : `, from ${formatTime(event.firstMs)}`;
      return `the spool holds ${plural(event.fragments, 'fragment')} (${formatBytes(event.bytes)}${from}): they are sent`;
    }
    case 'dropped':
      return `a fragment of ${formatTime(event.timecodeMs)} is lost: ${event.reason}`;
    case 'refused':
      return `KVS refused a fragment: ${event.errorCode} (${event.errorId})`;
    case 'disconnected':
      return `disconnected: ${event.reason}`;
    case 'waiting':
      return `trying again in ${formatSpan(event.ms)}: ${event.because.message}`;
    case 'spool':
      return event.trouble === 'over'
        ? event.reason
        : `the spool's disk is ${event.trouble}, fragments stay in memory while there is room: ${event.reason}`;
    case 'notice':
      return event.message;
    case 'released':
      return `event at ${formatTime(event.timecodeMs)}: sending until ${formatTime(event.untilMs)}`;
    default:
      return undefined;
  }
}

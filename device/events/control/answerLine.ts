import { isArchiverError } from '../../../core/errors.ts';
import type { DeviceEvent } from '../DeviceEvent.ts';
import type { EventSink } from '../FragmentEvents.ts';
import { parseDeviceEvent } from '../parseDeviceEvent.ts';

/**
 * The line protocol, one answer a line: `event {json}` raises an event, `event` alone the usual one, `ping` nothing.
 *
 * @param usual what `event` alone stands for
 * @returns `ok`, or `error {Kind} {message}`
 */
export function answerLine(line: string, sink: EventSink, usual: DeviceEvent): string {
  const [, verb = '', rest = ''] = /^\s*(\S*)\s*(.*?)\s*$/s.exec(line) ?? [];
  try {
    switch (verb) {
      case 'ping':
        return rest === '' ? 'ok' : 'error InvalidInput ping takes nothing';
      case 'event':
        sink.raise(rest === '' ? usual : parseDeviceEvent(JSON.parse(rest)));
        return 'ok';
      default:
        return 'error InvalidInput there are event, event {json} and ping';
    }
  } catch (error) {
    if (error instanceof SyntaxError) return 'error InvalidInput event is not followed by JSON';
    if (!isArchiverError(error)) throw error;
    return `error ${error.kind} ${error.message.replace(/\s+/g, ' ')}`;
  }
}

import type { Readable } from 'node:stream';
import { ArchiverError, isArchiverError } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';
import { answerLine } from '../../device/events/control/answerLine.ts';
import { ControlSocket } from '../../device/events/control/ControlSocket.ts';
import type { DeviceEvent } from '../../device/events/DeviceEvent.ts';
import type { EventSink } from '../../device/events/FragmentEvents.ts';
import { parseDeviceEvent, parseMetadata } from '../../device/events/parseDeviceEvent.ts';
import { everyInterval } from '../../device/events/triggers/everyInterval.ts';
import { onLines } from '../../device/events/triggers/onLines.ts';
import type { EventOptions } from '../options/eventOptions.ts';

export interface TriggerContext {
  readonly sink: EventSink;
  /** Only what lies around events is sent: an event that marks nothing is of use. */
  readonly eventsOnly: boolean;
  /** Undefined where it is the source. */
  readonly stdin: Readable | undefined;
  readonly say: (text: string) => void;
  readonly system: System;
}

const MOTIVES = ['eventEvery', 'eventSignal', 'eventLines', 'eventMotion'] as const;

/** What watches. */
export interface Triggers {
  /** Raises the usual event, for what is seen elsewhere. */
  raise(): void;
  close(): Promise<void>;
}

/**
 * Watches for what the options name until it is closed.
 * @throws ArchiverError `InvalidInput` that names the option; `Conflict` where another device has the socket
 */
export async function openTriggers(options: EventOptions, context: TriggerContext): Promise<Triggers> {
  const { sink, say, system, stdin } = context;
  const usual = usualEvent(options);
  const motive = MOTIVES.find((each) => options[each] !== undefined);
  if (motive !== undefined && Object.keys(usual).length === 0 && !context.eventsOnly) {
    const option = `--${motive.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new ArchiverError(
      'InvalidInput',
      `${option}: such an event marks nothing; add --event-image or --event-notify`,
    );
  }
  if (options.eventLines === true && stdin === undefined) {
    throw new ArchiverError('InvalidInput', '--event-lines: standard input is the source already; use --control');
  }
  if (options.eventEvery !== undefined && options.eventEvery < 1_000) {
    throw new ArchiverError('InvalidInput', '--event-every: a fragment lasts a second or more; give 1s or more');
  }
  const raise = () => {
    try {
      sink.raise(usual);
    } catch (error) {
      if (!isArchiverError(error)) throw error;
      say(`an event is lost: ${error.message}`);
    }
  };
  const stop = new AbortController();
  const ends: (() => void | Promise<void>)[] = [() => stop.abort()];
  if (options.control !== undefined) {
    const socket = await ControlSocket.open({ path: options.control, sink, usual });
    ends.push(() => socket.close());
  }
  if (options.eventEvery !== undefined) {
    const running = everyInterval(options.eventEvery, raise, system.clock, stop.signal);
    ends.push(() => running);
  }
  if (options.eventSignal === true) {
    process.on('SIGUSR1', raise);
    ends.push(() => void process.off('SIGUSR1', raise));
  }
  if (options.eventLines === true && stdin !== undefined) {
    ends.push(
      onLines(stdin, (line) => {
        const answer = line === undefined ? 'error InvalidInput the line is too long' : answerLine(line, sink, usual);
        if (answer !== 'ok') say(`standard input: ${answer.replace(/^error \S+ /, '')}`);
      }),
    );
  }
  return {
    raise,
    close: async () => {
      for (const end of ends.splice(0)) await end();
    },
  };
}

/** What an event that says nothing of itself stands for. */
function usualEvent(options: EventOptions): DeviceEvent {
  const { eventImage, eventImagePrefix, eventNotify, eventMetadata } = options;
  try {
    return parseDeviceEvent({
      ...(eventImage === undefined ? {} : { image: eventImage }),
      ...(eventImagePrefix === undefined ? {} : { imagePrefix: eventImagePrefix }),
      ...(eventNotify === undefined ? {} : { notify: eventNotify }),
      ...(eventMetadata === undefined ? {} : { metadata: parseMetadata(eventMetadata, '--event-metadata') }),
    });
  } catch (error) {
    if (!isArchiverError(error, 'InvalidInput') || error.message.startsWith('--')) throw error;
    const option = error.details.field === 'imagePrefix' ? '--event-image-prefix' : '--event-metadata';
    throw new ArchiverError('InvalidInput', `${option}: ${error.message}`, { cause: error });
  }
}

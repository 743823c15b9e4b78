import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { timeSpan } from './timeSpan.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const USUAL_SEGMENT_MS = 20_000;

/** What events a device takes, and what they mark the fragment with. */
export interface EventOptions {
  /** Path of a socket. */
  readonly control?: string;
  /** Milliseconds. */
  readonly eventEvery?: number;
  readonly eventSignal?: boolean;
  readonly eventLines?: boolean;
  /** Share of the picture, 0 to 1; `true` for the usual one. */
  readonly eventMotion?: number | true;
  readonly eventImage?: boolean;
  readonly eventImagePrefix?: string;
  readonly eventNotify?: boolean;
  readonly eventMetadata?: readonly string[];
}

/** Whether and how a device reports what it records. */
export interface SegmentOptions {
  readonly deviceId?: string;
  /** Milliseconds. */
  readonly segmentLength: number;
  readonly apiUrl?: string;
}

/** @returns 0 to 1 */
function percentage(text: string): number {
  const percent = Number(text.replace(/%$/, ''));
  if (percent > 0 && percent <= 100) return percent / 100;
  throw new InvalidArgumentError('It must be a part of the picture, such as 2 or 2%.');
}

/** Adds the options of events and of segment reports. */
export function withEventOptions(command: Command): Command {
  return command
    .option('--control <socket>', 'take events at this Unix socket: see `device event`')
    .addOption(new Option('--event-every <span>', 'an event by the clock').argParser(timeSpan(DAY_MS)))
    .option('--event-signal', 'an event at each SIGUSR1')
    .option('--event-lines', 'an event at each line `event` or `event {json}` on standard input')
    .addOption(
      new Option(
        '--event-motion [percent]',
        'an event when so much of the picture changes (test camera only)',
      ).argParser(percentage),
    )
    .option('--event-image', 'such an event marks its fragment for an image')
    .option('--event-image-prefix <prefix>', "put before the image's name")
    .option('--event-notify', 'such an event marks its fragment for a notification')
    .option('--event-metadata <name=value...>', 'own words that go with it')
    .option('--device-id <id>', 'report what is recorded, segment by segment, as this device')
    .addOption(
      new Option('--segment-length <span>', 'a segment ends at the first key frame after this')
        .argParser(timeSpan(HOUR_MS))
        .default(USUAL_SEGMENT_MS, '20s'),
    )
    .option('--api-url <url>', "the stack's output ApiUrl, where the stack cannot be looked at");
}

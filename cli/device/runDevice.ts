import { ArchiverError, isArchiverError } from '../../core/errors.ts';
import { parseStreamName } from '../../core/streams/enrolment.ts';
import { formatTime } from '../../core/time/formatTime.ts';
import { parseTime } from '../../core/time/parseTime.ts';
import { checkClock } from '../../device/clock/checkClock.ts';
import { EventInbox } from '../../device/events/EventInbox.ts';
import { DEFAULT_MOTION } from '../../device/events/motion/MotionWatch.ts';
import { onMotion } from '../../device/events/triggers/onMotion.ts';
import type { ProducerSummary } from '../../device/putMedia/ProducerSummary.ts';
import { runProducer } from '../../device/putMedia/runProducer.ts';
import { cutAtSegments } from '../../device/segments/cutAtSegments.ts';
import type { Context } from '../Context.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import type { EventOptions, SegmentOptions } from '../options/eventOptions.ts';
import { printJson } from '../options/printJson.ts';
import type { SystemOptions } from '../options/systemOptions.ts';
import { formatBytes } from '../terminal/formatBytes.ts';
import { plural } from '../terminal/plural.ts';
import { connectDevice } from './connectDevice.ts';
import { type IotOptions, readIotOptions } from './iotOptions.ts';
import { openSegments, type SegmentContext, type SegmentReports } from './openSegments.ts';
import { openSource } from './openSource.ts';
import { openTriggers, type Triggers } from './openTriggers.ts';
import type { StatusForm } from './status/DeviceView.ts';
import { openDeviceView } from './status/openDeviceView.ts';

export interface DeviceOptions extends SystemOptions, IotOptions, EventOptions, SegmentOptions {
  /** The thing's name where there is one and no other is given. */
  readonly stream?: string;
  readonly source: string;
  readonly speed: 'real-time' | 'max';
  readonly start?: string;
  readonly fps?: number;
  readonly size?: string;
  readonly create?: boolean;
  /** Folder, and bytes at most, of what waits to be PERSISTED. */
  readonly spool?: string;
  readonly spoolBytes: number;
  readonly liveFirst?: boolean;
  readonly eventsOnly?: boolean;
  /** Milliseconds. */
  readonly preRoll: number;
  readonly postRoll: number;
  readonly status: StatusForm;
  readonly jsonLines?: boolean;
}

const RETENTION_HOURS = 24;
const INTERRUPTED = 130;

/** Sends a source to a stream. 0 when all of it is PERSISTED, 1 when fragments were lost, 3 when time was over first. */
export async function runDevice(options: DeviceOptions, context: Context): Promise<ExitCode> {
  const { system, stdout } = context;
  const streamName = await streamNameOf(options);
  const startMs = options.start === undefined ? undefined : parseTime(options.start, '--start', system.clock.now());
  let say = (text: string): void => void context.stderr.write(`${text}\n`);
  let moved = (): void => undefined;
  const { source, notices } = await openSource({
    location: options.source,
    streamName,
    speed: options.speed,
    startMs,
    framesPerSecond: options.fps,
    size: options.size,
    system,
    stdin: process.stdin,
    path: context.env.PATH ?? '',
    onPicture: motionOf(options, () => moved()),
    onNotice: (text) => say(text),
  });
  const stop = new AbortController();
  const stopListening = context.onInterrupt(() => {
    if (stop.signal.aborted) context.exit(INTERRUPTED);
    else stop.abort();
  });
  const view = openDeviceView(options.jsonLines === true ? 'json' : options.status, streamName, context);
  try {
    const connection = await connectDevice(options, context, (notice) => view.say(notice)).catch(
      async (error: unknown) => {
        await source.close();
        throw error;
      },
    );
    say = (text) => view.say(text);
    for (const notice of [...notices, ...connection.notices]) view.say(notice);
    if (connection.thing !== undefined && connection.thing !== streamName) {
      view.say(`by the stack's own role a device may only write the stream of its name: ${connection.thing}`);
    }
    const { spool, spoolBytes, liveFirst, eventsOnly, preRoll, postRoll, segmentLength } = options;
    const events = new EventInbox();
    const tell = (text: string): void => view.say(text);
    const closeAll = async (...more: { close(): Promise<void> }[]): Promise<void> => {
      for (const each of [...more, connection]) await each.close();
    };
    if (startMs === undefined) {
      const address = connection.endpoint ?? `https://kinesisvideo.${connection.region}.amazonaws.com`;
      const { notice } = await checkClock(address, system.clock).catch(async (error: unknown) => {
        await closeAll(source);
        throw error;
      });
      if (notice !== undefined) view.say(notice);
    }
    const { segments, triggers } = await accompany(options, {
      connection,
      streamName,
      events,
      say: tell,
      system,
    }).catch(async (error: unknown) => {
      await closeAll(source);
      throw error;
    });
    moved = triggers.raise;
    const { onRecorded } = segments ?? {};
    const summary = await runProducer({
      source: segments === undefined ? source : cutAtSegments(source, segmentLength),
      streamName,
      region: connection.region,
      ...(connection.endpoint === undefined ? {} : { endpoint: connection.endpoint }),
      credentials: connection.credentials,
      ...(options.create === true ? { createStream: { retentionHours: RETENTION_HOURS } } : {}),
      ...(spool === undefined ? {} : { spool: { folder: spool, maxBytes: spoolBytes } }),
      order: liveFirst === true ? 'live-first' : 'oldest-first',
      ...(eventsOnly === true ? { eventsOnly: { preRollMs: preRoll, postRollMs: postRoll } } : {}),
      events,
      ...(onRecorded === undefined ? {} : { onRecorded }),
      system,
      signal: stop.signal,
      onEvent: (event) => view.take(event),
    })
      .catch((cause: unknown) => {
        if (!isArchiverError(cause, 'NotFound') || options.create === true) throw cause;
        const message = `--stream: there is no stream ${streamName}; --create creates it`;
        throw new ArchiverError('NotFound', message, { cause });
      })
      .finally(() => closeAll(triggers, ...(segments === undefined ? [] : [segments])));
    if (events.waiting > 0) tell(`${plural(events.waiting, 'event')} came too late to mark a fragment`);
    view.close();
    const told = segments === undefined ? {} : { segments: segments.told() };
    if (options.jsonLines === true || options.status === 'json') {
      stdout.write(`${JSON.stringify({ type: 'summary', streamName, ...summary, ...told })}\n`);
    } else if (options.json === true) printJson(stdout, { streamName, ...summary, ...told });
    else stdout.write(`${summaryText(streamName, summary, spool !== undefined)}\n`);
    return exitCodeOf(summary, spool !== undefined && source.live);
  } finally {
    view.close();
    stopListening();
  }
}

/** Looks for motion where it is asked for and pictures are seen. */
function motionOf({ eventMotion }: EventOptions, tell: () => void): ReturnType<typeof onMotion> | undefined {
  if (eventMotion === undefined) return undefined;
  return onMotion(eventMotion === true ? DEFAULT_MOTION : { ...DEFAULT_MOTION, threshold: eventMotion }, tell);
}

/** What goes on beside the video: reports of segments, and whatever sees events. */
async function accompany(
  options: DeviceOptions,
  { events, ...context }: SegmentContext & { readonly events: EventInbox },
): Promise<{ segments: SegmentReports | undefined; triggers: Triggers }> {
  const segments = openSegments(options, context);
  const triggers = await openTriggers(options, {
    sink: events,
    eventsOnly: options.eventsOnly === true,
    stdin: options.source === '-' ? undefined : process.stdin,
    say: context.say,
    system: context.system,
  });
  return { segments, triggers };
}

/** @throws ArchiverError `InvalidInput` */
async function streamNameOf(options: DeviceOptions): Promise<string> {
  const named = options.stream ?? (await readIotOptions(options))?.thing;
  if (named === undefined) throw new ArchiverError('InvalidInput', '--stream: which one?');
  return parseStreamName(named, '--stream');
}

/** What waits in the spool of a camera that was told to stop is safe: the next run sends it. */
function exitCodeOf({ dropped, unpersisted }: ProducerSummary, isKept: boolean): ExitCode {
  if (dropped > 0) return EXIT.findings;
  return unpersisted > 0 && !isKept ? EXIT.tryAgain : EXIT.ok;
}

function summaryText(streamName: string, summary: ProducerSummary, hasSpool: boolean): string {
  const { persisted, bytesSent, firstMs, lastMs, dropped, unpersisted } = summary;
  const span =
    firstMs === undefined || lastMs === undefined ? '' : `, from ${formatTime(firstMs)} to ${formatTime(lastMs)}`;
  const lost = dropped > 0 ? `, ${dropped} lost` : '';
  const where = hasSpool ? 'wait in the spool' : 'not stored in time';
  const open = unpersisted > 0 ? `, ${unpersisted} ${where}` : '';
  return `${streamName}: ${plural(persisted, 'fragment')} persisted${lost}${open}, ${formatBytes(bytesSent)}${span}`;
}

import { ArchiverError, isArchiverError } from '../../core/errors.ts';
import { parseStreamName } from '../../core/streams/enrolment.ts';
import { formatSpan, formatTime } from '../../core/time/formatTime.ts';
import { parseTime } from '../../core/time/parseTime.ts';
import type { ProducerEvent } from '../../device/putMedia/ProducerEvent.ts';
import type { ProducerSummary } from '../../device/putMedia/ProducerSummary.ts';
import { runProducer } from '../../device/putMedia/runProducer.ts';
import type { Context } from '../Context.ts';
import { clientSettings } from '../connection/clientSettings.ts';
import { findInstallation } from '../connection/findInstallation.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { printJson } from '../options/printJson.ts';
import type { SystemOptions } from '../options/systemOptions.ts';
import { formatBytes } from '../terminal/formatBytes.ts';
import { plural } from '../terminal/plural.ts';
import { openSource } from './openSource.ts';

export interface DeviceOptions extends SystemOptions {
  readonly stream: string;
  readonly source: string;
  readonly speed: 'real-time' | 'max';
  readonly start?: string;
  readonly create?: boolean;
}

const RETENTION_HOURS = 24;
const INTERRUPTED = 130;
const PROGRESS_MS = 2_000;

/** Sends a source to a stream. 0 when all of it is PERSISTED, 1 when fragments were lost, 3 when time was over first. */
export async function runDevice(options: DeviceOptions, context: Context): Promise<ExitCode> {
  const { system, stdout, stderr } = context;
  const streamName = parseStreamName(options.stream, '--stream');
  const startMs = options.start === undefined ? undefined : parseTime(options.start, '--start', system.clock.now());
  const { source, notices } = await openSource({ ...options, location: options.source, streamName, startMs, system });
  const stop = new AbortController();
  const stopListening = context.onInterrupt(() => {
    if (stop.signal.aborted) context.exit(INTERRUPTED);
    else stop.abort();
  });
  try {
    const installation = await findInstallation(options, context).catch(async (error: unknown) => {
      await source.close();
      throw error;
    });
    for (const notice of notices) stderr.write(`${notice}\n`);
    const summary = await runProducer({
      source,
      streamName,
      ...(await clientSettings(installation)),
      ...(options.create === true ? { createStream: { retentionHours: RETENTION_HOURS } } : {}),
      system,
      signal: stop.signal,
      onEvent: progressTo(context),
    }).catch((cause: unknown) => {
      if (!isArchiverError(cause, 'NotFound') || options.create === true) throw cause;
      throw new ArchiverError('NotFound', `--stream: there is no stream ${streamName}; --create creates it`, { cause });
    });
    if (options.json === true) printJson(stdout, { streamName, ...summary });
    else stdout.write(`${summaryText(streamName, summary)}\n`);
    if (summary.dropped > 0) return EXIT.findings;
    return summary.unpersisted > 0 ? EXIT.tryAgain : EXIT.ok;
  } finally {
    stopListening();
  }
}

/** Trouble at once; what goes well every two seconds. */
function progressTo({ stderr, system }: Context): (event: ProducerEvent) => void {
  let persisted = 0;
  let toldMs = system.clock.now();
  return (event) => {
    switch (event.kind) {
      case 'stream-created':
        return stderr.write(`${event.streamName} was created; KVS keeps its footage for ${event.retentionHours} h\n`);
      case 'dropped':
        return stderr.write(`a fragment of ${formatTime(event.timecodeMs)} is lost: ${event.reason}\n`);
      case 'refused':
        return stderr.write(`KVS refused a fragment: ${event.errorCode} (${event.errorId})\n`);
      case 'disconnected':
        return stderr.write(`disconnected: ${event.reason}\n`);
      case 'waiting':
        return stderr.write(`trying again in ${formatSpan(event.ms)}: ${event.because.message}\n`);
      case 'persisted': {
        persisted += 1;
        const now = system.clock.now();
        if (now - toldMs < PROGRESS_MS) return;
        toldMs = now;
        return stderr.write(`${plural(persisted, 'fragment')} persisted, up to ${formatTime(event.timecodeMs)}\n`);
      }
      default:
    }
  };
}

function summaryText(streamName: string, summary: ProducerSummary): string {
  const { persisted, bytesSent, firstMs, lastMs, dropped, unpersisted } = summary;
  const span =
    firstMs === undefined || lastMs === undefined ? '' : `, from ${formatTime(firstMs)} to ${formatTime(lastMs)}`;
  const lost = dropped > 0 ? `, ${dropped} lost` : '';
  const open = unpersisted > 0 ? `, ${unpersisted} not stored in time` : '';
  return `${streamName}: ${plural(persisted, 'fragment')} persisted${lost}${open}, ${formatBytes(bytesSent)}${span}`;
}

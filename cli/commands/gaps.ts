import { Command } from 'commander';
import { parseStreamName } from '../../core/streams/enrolment.ts';
import { formatSpan, formatTime } from '../../core/time/formatTime.ts';
import type { Context } from '../Context.ts';
import { ApiClient } from '../connection/ApiClient.ts';
import { findInstallation } from '../connection/findInstallation.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { printJson } from '../options/printJson.ts';
import { type SystemOptions, withSystemOptions } from '../options/systemOptions.ts';
import { type RangeOptions, readRange, TIME_FORMS } from '../options/timeRange.ts';
import type { RunAction } from '../program.ts';
import { formatTable } from '../terminal/formatTable.ts';
import { dayBars } from '../timeline/dayBars.ts';
import { readTimeline } from '../timeline/readTimeline.ts';
import { FINDINGS, type StreamTimeline, type TimelineGap } from '../timeline/StreamTimeline.ts';

interface GapsOptions extends SystemOptions, RangeOptions {
  readonly stream?: string;
  readonly timeline?: boolean;
}

/** A gap as the HTTP API shows it; a span of server time where its fragments were never seen. */
interface Gap {
  readonly clock: 'producer' | 'server';
  readonly startMs: number;
  readonly endMs: number;
  readonly reason: string;
  readonly fragments?: number;
  readonly planId?: string;
  readonly tries?: number;
  readonly error?: string;
}

const REASONS = `
Reasons:
  failed             KVS has the fragments and they could not be stored; they are kept by number
  expired            they left KVS before they were stored
  unsupported-media  KVS itself cannot give them back
With --from or --timeline also what is derived then, and is no loss:
  not-recorded       nothing was sent
  pending            on its way into the archive
  retired, erased    retention, or the owner, has taken it

The exit code is 1 where there is any loss, 0 where there is none.

Examples:
  $ kvs-archiver gaps --timeline --from -14d
  $ kvs-archiver gaps --stream front-door --from -2h`;
const SPAN_HEADING = ['STREAM', 'FROM', 'LENGTH', 'REASON'];
const WEEK_MS = 7 * 86_400_000;
/** Finer than any cell of the bars. */
const BAR_RESOLUTION_S = 60;
const HEADING = ['STREAM', 'FROM', 'LENGTH', 'CLOCK', 'REASON', 'FRAGMENTS', 'ERROR'];

/** `kvs-archiver gaps`: what is not in the archive, and why. */
export function gapsCommand(context: Context, run: RunAction): Command {
  const command = new Command('gaps')
    .description('footage that is not in the archive, and why')
    .option('--stream <stream>', 'one stream (default: every enrolled one)')
    .option('--from <time>', `of a span of footage, with everything that is not in the archive: ${TIME_FORMS}`)
    .option('--to <time>', 'its end (default: now)')
    .option('--timeline', 'draw a line a day (default: the last seven days)')
    .addHelpText('after', REASONS);
  return withSystemOptions(command).action(
    run(async (options: GapsOptions) => {
      const named = options.stream === undefined ? undefined : parseStreamName(options.stream, '--stream');
      const api = new ApiClient(await findInstallation(options, context));
      const now = context.system.clock.now();
      const range = readRange(options, now);
      if (range !== undefined || options.timeline === true) {
        const span = range ?? { fromMs: now - WEEK_MS, toMs: now };
        return ofSpan(context, options, api, streamNames(named, api), span);
      }
      const items: (Gap & { streamName: string })[] = [];
      for await (const streamName of streamNames(named, api)) {
        const params = { path: { stream: streamName } };
        for await (const gap of api.eachItem('/streams/{stream}/gaps', { params })) items.push({ streamName, ...gap });
      }
      if (options.json === true) printJson(context.stdout, { items });
      else if (items.length === 0) context.stdout.write('no gaps\n');
      else context.stdout.write(`${formatTable([HEADING, ...items.map(row)]).join('\n')}\n`);
      return items.length === 0 ? EXIT.ok : EXIT.findings;
    }),
  );
}

/** What is not in the archive of a span, as a list or as bars. */
async function ofSpan(
  { stdout, env }: Context,
  options: GapsOptions,
  api: ApiClient,
  names: AsyncIterable<string>,
  range: { readonly fromMs: number; readonly toMs: number },
): Promise<ExitCode> {
  const drawn = options.timeline === true;
  const items: ({ readonly streamName: string } & StreamTimeline)[] = [];
  for await (const streamName of names) {
    items.push({ streamName, ...(await readTimeline(api, streamName, range, drawn ? BAR_RESOLUTION_S : 0)) });
  }
  const gaps = items.flatMap(({ streamName, gaps: each }) => each.map((gap) => ({ streamName, ...gap })));
  if (options.json === true) printJson(stdout, { items: drawn ? items : gaps });
  else if (drawn) {
    const colours = stdout.isTerminal && env.NO_COLOR === undefined;
    for (const item of items) {
      stdout.write(`${item.streamName}\n${dayBars(item, { width: stdout.width(), colours }).join('\n')}\n`);
    }
  } else if (gaps.length === 0) stdout.write('no gaps\n');
  else stdout.write(`${formatTable([SPAN_HEADING, ...gaps.map(spanRow)]).join('\n')}\n`);
  return gaps.some(({ reason }) => FINDINGS.includes(reason)) ? EXIT.findings : EXIT.ok;
}

function spanRow({ streamName, startMs, endMs, reason, estimated }: TimelineGap & { streamName: string }): string[] {
  const known = estimated === true ? `${reason} (estimated)` : reason;
  return [streamName, formatTime(startMs), formatSpan(endMs - startMs), known];
}

async function* streamNames(named: string | undefined, api: ApiClient): AsyncGenerator<string, void, undefined> {
  if (named !== undefined) {
    yield named;
    return;
  }
  for await (const { streamName } of api.eachItem('/streams')) yield streamName;
}

function row(gap: Gap & { streamName: string }): string[] {
  const { streamName, startMs, endMs, clock, reason, fragments, error } = gap;
  const count = fragments === undefined ? 'not known' : String(fragments);
  return [streamName, formatTime(startMs), formatSpan(endMs - startMs), clock, reason, count, error ?? ''];
}

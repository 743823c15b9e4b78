import { Command } from 'commander';
import { ArchiverError } from '../../core/errors.ts';
import { parseStreamName } from '../../core/streams/enrolment.ts';
import { formatSpan, formatTime } from '../../core/time/formatTime.ts';
import type { Context } from '../Context.ts';
import { ApiClient } from '../connection/ApiClient.ts';
import { findInstallation } from '../connection/findInstallation.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { printJson } from '../options/printJson.ts';
import { type SystemOptions, withSystemOptions } from '../options/systemOptions.ts';
import { readRange, TIME_FORMS } from '../options/timeRange.ts';
import type { RunAction } from '../program.ts';
import type { Estimate } from '../runs/estimateBackfill.ts';
import { formatBytes } from '../terminal/formatBytes.ts';
import { formatTable } from '../terminal/formatTable.ts';

interface BackfillOptions extends SystemOptions {
  readonly stream?: string;
  readonly from?: string;
  readonly to?: string;
  readonly dryRun?: boolean;
  readonly wait: boolean;
}

const EXAMPLES = `
Examples:
  $ kvs-archiver backfill                                 every open gap of every stream, now
  $ kvs-archiver backfill --stream front-door             every open gap of one
  $ kvs-archiver backfill --stream front-door --from -24h --to -1h
  $ kvs-archiver backfill --stream front-door --from 2026-11-20T00:00:00Z --dry-run

Ranges are by the footage clock. What is archived already is not read again. It takes no more than its share of
a stream's quota: live archiving goes on beside it. The exit code is 1 where a gap is left.`;
const HEADING = [
  'STREAM',
  'FRAGMENTS',
  'FOOTAGE',
  'BYTES',
  'CLIPS',
  'GAPS',
  'MEDIA POINTS',
  'CALLS',
  'TIME',
  'KEPT UNTIL',
];

/** `kvs-archiver backfill`: archives a range, or tries open gaps again. */
export function backfillCommand(context: Context, run: RunAction): Command {
  const command = new Command('backfill')
    .description('archive a span of footage, or try open gaps again, and wait to the end')
    .option('--stream <stream>', 'one stream (default: every stream with open gaps)')
    .option('--from <time>', `${TIME_FORMS}; without a range, the open gaps`)
    .option('--to <time>', 'the first moment that is no part of it (default: now)')
    .option('--dry-run', 'tell what there is to do, and do nothing')
    .option('--no-wait', 'start it and do not wait for its end')
    .addHelpText('after', EXAMPLES);
  return withSystemOptions(command).action(run((options: BackfillOptions) => backfill(options, context)));
}

async function backfill(options: BackfillOptions, context: Context): Promise<ExitCode> {
  const stream = options.stream === undefined ? undefined : parseStreamName(options.stream, '--stream');
  const range = readRange(options, context.system.clock.now());
  const json = options.json === true;
  const installation = await findInstallation(options, context);
  const api = new ApiClient(installation);
  const { estimateBackfill } = await import('../runs/estimateBackfill.ts');
  if (options.dryRun === true) {
    const estimates: Estimate[] = [];
    for await (const name of streamNames(stream, api)) estimates.push(await estimateBackfill(name, range, api));
    if (json) printJson(context.stdout, { items: estimates });
    else context.stdout.write(`${await tableOf(estimates)}\n`);
    return EXIT.ok;
  }
  const stateMachineArn = installation.outputs.ArchiveStateMachineArn;
  if (stateMachineArn === undefined) {
    throw new ArchiverError('InvalidInput', 'the stack has no archive machine');
  }
  const total = stream === undefined ? undefined : await estimateBackfill(stream, range, api);
  if (range === undefined && total?.gaps === 0) {
    if (json) printJson(context.stdout, { type: 'ended', status: 'SUCCEEDED', clips: 0, gaps: 0, fragments: 0 });
    else context.stdout.write(`${stream} has no open gaps\n`);
    return EXIT.ok;
  }
  const input = {
    trigger: 'backfill',
    ...(stream === undefined ? (range === undefined ? { all: true } : {}) : { stream }),
    ...(range === undefined ? {} : { from: formatTime(range.fromMs), to: formatTime(range.toMs) }),
  };
  const { runBackfill } = await import('../runs/runBackfill.ts');
  const known = total === undefined ? {} : { total };
  return runBackfill({ installation, stateMachineArn, input, ...known, wait: options.wait, json }, context);
}

async function* streamNames(named: string | undefined, api: ApiClient): AsyncGenerator<string, void, undefined> {
  if (named !== undefined) {
    yield named;
    return;
  }
  for await (const { streamName } of api.eachItem('/streams')) yield streamName;
}

async function tableOf(estimates: readonly Estimate[]): Promise<string> {
  const { callsOf } = await import('../runs/estimateBackfill.ts');
  const rows = estimates.map((each) => [
    each.streamName,
    String(each.fragments),
    formatSpan(each.footageMs),
    each.bytes === undefined ? 'not known' : formatBytes(each.bytes),
    String(each.plans),
    String(each.gaps),
    String(each.mediaPoints),
    String(callsOf(each)),
    formatSpan(each.seconds * 1000),
    each.expiresMs === undefined ? '' : formatTime(each.expiresMs),
  ]);
  return formatTable([HEADING, ...rows]).join('\n');
}

import { Command, Option } from 'commander';
import { type Fragment, producerMs, serverMs } from '../../core/fragment.ts';
import type { FragmentRange } from '../../core/ports/footageSource.ts';
import { parseStreamName } from '../../core/streams/enrolment.ts';
import { formatSpan, formatTime } from '../../core/time/formatTime.ts';
import type { Context } from '../Context.ts';
import { findInstallation } from '../connection/findInstallation.ts';
import { EXIT } from '../exitCode.ts';
import { type SystemOptions, withSystemOptions } from '../options/systemOptions.ts';
import { readRange, TIME_FORMS } from '../options/timeRange.ts';
import type { RunAction } from '../program.ts';
import { formatBytes } from '../terminal/formatBytes.ts';
import { plural } from '../terminal/plural.ts';

interface FragmentsOptions extends SystemOptions {
  readonly stream: string;
  readonly from?: string;
  readonly to?: string;
  readonly selector: 'producer' | 'server';
}

const DAY_MS = 24 * 3_600_000;
const USUAL_SPAN_MS = 3_600_000;
const EXAMPLES = `
Examples:
  $ kvs-archiver fragments --stream front-door
  $ kvs-archiver fragments --stream front-door --from -10m --selector server --json`;

/** `kvs-archiver fragments`: what KVS holds now. */
export function fragmentsCommand(context: Context, run: RunAction): Command {
  const command = new Command('fragments')
    .description('the fragments that Kinesis Video Streams holds, in order of time')
    .requiredOption('--stream <stream>')
    .option('--from <time>', `${TIME_FORMS} (default: an hour ago)`)
    .option('--to <time>', 'the first moment that is no part of it (default: now)')
    .addOption(new Option('--selector <clock>', 'which clock').choices(['producer', 'server']).default('producer'))
    .addHelpText('after', EXAMPLES);
  return withSystemOptions(command).action(
    run(async (options: FragmentsOptions) => {
      const streamName = parseStreamName(options.stream, '--stream');
      const now = context.system.clock.now();
      const range = readRange(options, now) ?? { fromMs: now - USUAL_SPAN_MS, toMs: now };
      const installation = await findInstallation(options, context);
      const { openFootage } = await import('../connection/openFootage.ts');
      const footage = await openFootage(installation, context);
      let count = 0;
      let bytes = 0;
      try {
        const { streamArn } = await footage.source.describe(streamName);
        // Pages come in no order: a day at a time is read and sorted.
        for (let fromMs = range.fromMs; fromMs < range.toMs; fromMs += DAY_MS) {
          const day = span(options.selector, fromMs, Math.min(fromMs + DAY_MS, range.toMs) - 1);
          const fragments: Fragment[] = [];
          for await (const page of footage.source.list({ streamArn, endpoints: {} }, day)) fragments.push(...page);
          fragments.sort((a, b) => time(a, day) - time(b, day));
          for (const fragment of fragments) {
            count += 1;
            bytes += fragment.bytes;
            context.stdout.write(`${options.json === true ? JSON.stringify(fragment) : line(fragment)}\n`);
          }
        }
      } finally {
        footage.close();
      }
      if (options.json !== true) context.stderr.write(`${plural(count, 'fragment')}, ${formatBytes(bytes)}\n`);
      return EXIT.ok;
    }),
  );
}

function span(clock: 'producer' | 'server', startMs: number, endMs: number): FragmentRange {
  return clock === 'producer'
    ? { clock, startMs: producerMs(startMs), endMs: producerMs(endMs) }
    : { clock, startMs: serverMs(startMs), endMs: serverMs(endMs) };
}

function time(fragment: Fragment, { clock }: FragmentRange): number {
  return clock === 'producer' ? fragment.producerMs : fragment.serverMs;
}

function line({ number, producerMs: producer, serverMs: server, lengthMs, bytes }: Fragment): string {
  const cells = [
    number,
    formatTime(producer),
    formatTime(server),
    formatSpan(lengthMs).padStart(7),
    formatBytes(bytes),
  ];
  return cells.join('  ');
}

import { Command, Option } from 'commander';
import { ArchiverError } from '../../core/errors.ts';
import { parseStreamName } from '../../core/streams/enrolment.ts';
import { formatTime } from '../../core/time/formatTime.ts';
import type { Context } from '../Context.ts';
import { findInstallation } from '../connection/findInstallation.ts';
import { type SystemOptions, withSystemOptions } from '../options/systemOptions.ts';
import { readRange, TIME_FORMS } from '../options/timeRange.ts';
import type { RunAction } from '../program.ts';

interface ExportOptions extends SystemOptions {
  readonly stream?: string;
  readonly from?: string;
  readonly to?: string;
  readonly output: string;
  readonly gaps: 'cut' | 'keep';
  readonly burnClock?: boolean;
  readonly exportId?: string;
}

const EXAMPLES = `
Examples:
  $ kvs-archiver export --stream front-door --from -26h --to -25h -o door.mp4
  $ kvs-archiver export --stream front-door --from 2026-11-20T14:00:00Z --to 2026-11-21T14:00:00Z --gaps keep -o day.mp4
  $ kvs-archiver export --stream front-door --from -2h -o - | ffprobe -
  $ kvs-archiver export --export-id export-0f6d19d87ea7919a2b3c4d5e -o door.mp4     go on with a download`;

/** `kvs-archiver export`: one file for a span of a stream. */
export function exportCommand(context: Context, run: RunAction): Command {
  const command = new Command('export')
    .description('one MP4 of any span of a stream, out of the archive, without encoding anew')
    .option('--stream <stream>')
    .option('--from <time>', `by the footage clock: ${TIME_FORMS}`)
    .option('--to <time>', 'the first moment that is no part of it (default: now)')
    .requiredOption('-o, --output <file>', 'where it goes; - for standard output')
    .addOption(
      new Option('--gaps <how>', 'play on at once, or wait as long as it did').choices(['cut', 'keep']).default('cut'),
    )
    .option('--burn-clock', 'draw the time into the pictures (not offered: they are copied as they are)')
    .option('--export-id <id>', 'fetch an export that was asked for before')
    .addHelpText('after', EXAMPLES);
  return withSystemOptions(command).action(
    run(async (options: ExportOptions) => {
      if (options.output === '-' && options.json === true) {
        throw new ArchiverError('InvalidInput', '-o -: standard output is the file, so there is no room for --json');
      }
      const request = requestOf(options, context.system.clock.now());
      const installation = await findInstallation(options, context);
      const { ApiClient } = await import('../connection/ApiClient.ts');
      const { runExport } = await import('../export/runExport.ts');
      const { output, json = false } = options;
      return runExport({ api: new ApiClient(installation), request, output, json }, context);
    }),
  );
}

function requestOf(options: ExportOptions, now: number): object {
  if (options.exportId !== undefined) {
    if (options.stream !== undefined || options.from !== undefined) {
      throw new ArchiverError('InvalidInput', '--export-id: names all of it; leave --stream and --from away');
    }
    return { exportId: options.exportId };
  }
  if (options.stream === undefined) throw new ArchiverError('InvalidInput', '--stream: is missing');
  const stream = parseStreamName(options.stream, '--stream');
  const range = readRange(options, now);
  if (range === undefined) throw new ArchiverError('InvalidInput', '--from: is missing');
  return {
    stream,
    from: formatTime(range.fromMs),
    to: formatTime(range.toMs),
    gaps: options.gaps,
    ...(options.burnClock === true ? { burnClock: true } : {}),
  };
}

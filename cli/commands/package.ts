import { Command, Option } from 'commander';
import { ArchiverError } from '../../core/errors.ts';
import { parseStreamName } from '../../core/streams/enrolment.ts';
import { formatTime } from '../../core/time/formatTime.ts';
import type { Context } from '../Context.ts';
import { findInstallation } from '../connection/findInstallation.ts';
import { type SystemOptions, withSystemOptions } from '../options/systemOptions.ts';
import { readRange, TIME_FORMS } from '../options/timeRange.ts';
import type { PackagedSource } from '../package/runPackage.ts';
import type { RunAction } from '../program.ts';

interface PackageOptions extends SystemOptions {
  readonly stream?: string;
  readonly from?: string;
  readonly to?: string;
  readonly job?: string;
  readonly method?: string;
  readonly wait: boolean;
}

const EXAMPLES = `
Examples:
  $ kvs-archiver package holiday.mp4
  $ kvs-archiver package --stream front-door --from -26h --to -25h
  $ kvs-archiver package long.mp4 --no-wait            answers when all of it is uploaded
  $ kvs-archiver package --job package-0f6d19d87ea7919a2b3c4d5e

An upload that breaks off goes on where it was when the same command is given again.`;

/** `kvs-archiver package`: a file, or a span of a stream, made ready to be played anywhere. */
export function packageCommand(context: Context, run: RunAction): Command {
  const command = new Command('package')
    .description('an HLS ladder with pictures, behind links that you give out, of a file or of a span of the archive')
    .argument('[file]', 'an MP4, MOV or other film')
    .option('--stream <stream>')
    .option('--from <time>', `by the footage clock: ${TIME_FORMS}`)
    .option('--to <time>', 'the first moment that is no part of it (default: now)')
    .option('--job <id>', 'one that was asked for before: waits for it, and shows its links')
    .addOption(
      new Option('--method <how>', "copied as it is, or encoded anew (default: the stack's setting)").choices([
        'auto',
        'copy',
        'transcode',
      ]),
    )
    .option('--no-wait', 'do not wait until it is packaged')
    .addHelpText('after', EXAMPLES);
  return withSystemOptions(command).action(
    run(async (file: string | undefined, options: PackageOptions) => {
      const source = sourceOf(file, options, context.system.clock.now());
      const installation = await findInstallation(options, context);
      const { ApiClient } = await import('../connection/ApiClient.ts');
      const { runPackage } = await import('../package/runPackage.ts');
      const { method, wait: waits, json = false } = options;
      const api = new ApiClient(installation);
      const apiUrl = installation.outputs.ApiUrl ?? installation.endpoint ?? '';
      return runPackage({ api, apiUrl, source, method, waits, json }, context);
    }),
  );
}

function sourceOf(path: string | undefined, options: PackageOptions, now: number): PackagedSource {
  const { stream, job } = options;
  const given = [path, stream, job].filter((each) => each !== undefined).length;
  if (given !== 1) {
    throw new ArchiverError('InvalidInput', `${given === 0 ? 'give' : 'give one of'} a file, or --stream, or --job`);
  }
  if (stream === undefined && (options.from !== undefined || options.to !== undefined)) {
    throw new ArchiverError('InvalidInput', '--from: is of a stream; give --stream');
  }
  if (path !== undefined) return { kind: 'file', path };
  if (job !== undefined) return { kind: 'job', jobId: job };
  const range = readRange(options, now);
  if (range === undefined) throw new ArchiverError('InvalidInput', '--from: is missing');
  const streamName = parseStreamName(stream, '--stream');
  return { kind: 'span', streamName, from: formatTime(range.fromMs), to: formatTime(range.toMs) };
}

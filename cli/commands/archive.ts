import { Command } from 'commander';
import { ArchiverError } from '../../core/errors.ts';
import { parseStreamName } from '../../core/streams/enrolment.ts';
import { formatTime } from '../../core/time/formatTime.ts';
import type { Context } from '../Context.ts';
import { findInstallation } from '../connection/findInstallation.ts';
import { type SystemOptions, withSystemOptions } from '../options/systemOptions.ts';
import { readRange, TIME_FORMS } from '../options/timeRange.ts';
import type { RunAction } from '../program.ts';

interface ArchiveOptions extends SystemOptions {
  readonly stream?: string;
  readonly from?: string;
  readonly to?: string;
  readonly wait: boolean;
}

const EXAMPLES = `
Examples:
  $ kvs-archiver archive                                  every enrolled stream, up to now
  $ kvs-archiver archive --stream front-door
  $ kvs-archiver archive --stream front-door --from -2h --to -1h
  $ kvs-archiver archive --from 2026-11-21T14:00:00Z --to 2026-11-21T15:00:00Z --json`;

/** `kvs-archiver archive`: a run by hand. */
export function archiveCommand(context: Context, run: RunAction): Command {
  const command = new Command('archive')
    .description('archive now: everything up to this moment, or a span of footage')
    .option('--stream <stream>', 'one stream (default: every enrolled one)')
    .option('--from <time>', `by the footage clock: ${TIME_FORMS}`)
    .option('--to <time>', 'the first moment that is no part of it (default: now)')
    .option('--no-wait', 'start the run and do not wait for its end')
    .addHelpText('after', EXAMPLES);
  return withSystemOptions(command).action(
    run(async (options: ArchiveOptions) => {
      const stream = options.stream === undefined ? undefined : parseStreamName(options.stream, '--stream');
      const range = readRange(options, context.system.clock.now());
      const installation = await findInstallation(options, context);
      const stateMachineArn = installation.outputs.ArchiveStateMachineArn;
      if (stateMachineArn === undefined) {
        throw new ArchiverError('InvalidInput', `${installation.place} has no archive machine`);
      }
      const input = {
        trigger: 'manual',
        ...(stream === undefined ? {} : { stream }),
        ...(range === undefined ? {} : { from: formatTime(range.fromMs), to: formatTime(range.toMs) }),
      };
      const { runArchive } = await import('../runs/runArchive.ts');
      if (stream !== undefined && range !== undefined) {
        const { beforeRetention } = await import('../runs/beforeRetention.ts');
        const note = await beforeRetention(installation, stream, range, context.system.clock.now());
        if (note !== undefined) context.stderr.write(`note: ${note}\n`);
      }
      return runArchive(
        { installation, stateMachineArn, input, wait: options.wait, json: options.json === true },
        context,
      );
    }),
  );
}

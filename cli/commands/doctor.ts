import { Command } from 'commander';
import { parseStreamName } from '../../core/streams/enrolment.ts';
import type { Context } from '../Context.ts';
import { findInstallation } from '../connection/findInstallation.ts';
import { type SystemOptions, withSystemOptions } from '../options/systemOptions.ts';
import type { RunAction } from '../program.ts';

const NOTES = `
Each finding has a level, a code that stays the same, and what to do:
  ERROR  footage is being lost, or cannot be archived
  WARN   it will be, unless something changes
  note   good to know

The exit code is 1 where there is an error or a warning, else 0.

Examples:
  $ kvs-archiver doctor
  $ kvs-archiver doctor --stream front-door
  $ kvs-archiver doctor --stage prod --region eu-west-1 --json`;

/** `kvs-archiver doctor`: what is wrong, and what to do. */
export function doctorCommand(context: Context, run: RunAction): Command {
  const command = new Command('doctor')
    .description('what is wrong with a stream or with the whole, and what to do')
    .option('--stream <stream>', 'one stream (default: the whole)')
    .addHelpText('after', NOTES);
  return withSystemOptions(command).action(
    run(async (options: SystemOptions & { readonly stream?: string }) => {
      const stream = options.stream === undefined ? undefined : parseStreamName(options.stream, '--stream');
      const installation = await findInstallation(options, context);
      const { runDoctor } = await import('../doctor/runDoctor.ts');
      const request = { installation, json: options.json === true };
      return runDoctor(stream === undefined ? request : { ...request, stream }, context);
    }),
  );
}

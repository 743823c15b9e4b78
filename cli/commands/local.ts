import { Command, Option } from 'commander';
import type { Context } from '../Context.ts';
import { wholeNumber } from '../options/numberOption.ts';
import type { RunAction } from '../program.ts';

const EXAMPLES = `
Examples:
  $ npm start
  $ npm start -- --camera ./garden.mp4
  $ kvs-archiver local --port 4566 --data ./footage --no-camera`;

/** `kvs-archiver local`: the embedded stack. */
export function localCommand(context: Context, run: RunAction): Command {
  return new Command('local')
    .summary('run everything on this machine, with a camera')
    .description(
      'Runs the whole system on this machine: Kinesis Video Streams, S3, DynamoDB, Step Functions and the functions of ' +
        'serverless.yml behind one port, and a camera that records. Ctrl-C stops it; the data stays.',
    )
    .addOption(new Option('--port <port>', '0 takes a free one').default(4566).argParser(wholeNumber(0, 65_535)))
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--data <dir>', 'folder that holds the data', '.kvs-archiver')
    .option('--camera <path|url>', 'play your own video (MP4, MOV or Matroska) in a loop instead of the test camera')
    .option('--no-camera', 'no camera')
    .option('--auth', 'verify signatures and tokens; keys and the password to sign in lie in the data folder')
    .addOption(
      new Option('--quotas <which>', 'aws: call rates and bandwidth limits too')
        .choices(['default', 'aws'])
        .default('default'),
    )
    .option('--json', 'JSON lines on stdout and nothing else')
    .addHelpText('after', EXAMPLES)
    .action(
      run(async (options) => {
        // Loaded here: the other commands need none of it.
        const { runLocal } = await import('../local/runLocal.ts');
        return runLocal(options, context);
      }),
    );
}

import { Command } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import type { Context } from './Context.ts';
import { archiveCommand } from './commands/archive.ts';
import { backfillCommand } from './commands/backfill.ts';
import { costCommand } from './commands/cost/cost.ts';
import { deviceCommand } from './commands/device.ts';
import { doctorCommand } from './commands/doctor.ts';
import { eraseCommand } from './commands/erase.ts';
import { exportCommand } from './commands/export.ts';
import { fragmentsCommand } from './commands/fragments.ts';
import { gapsCommand } from './commands/gaps.ts';
import { holdCommand } from './commands/hold.ts';
import { imagesCommand } from './commands/images.ts';
import { localCommand } from './commands/local.ts';
import { packageCommand } from './commands/package.ts';
import { playCommand } from './commands/play.ts';
import { streamsCommand } from './commands/streams/streams.ts';
import { tokenCommand } from './commands/token.ts';
import { verifyCommand } from './commands/verify.ts';
import { EXIT, type ExitCode } from './exitCode.ts';

/** What the command that ran came to. */
export interface Outcome {
  code: ExitCode;
}

/** Adds a command to the program; what its action returns is the exit code. */
export type AddCommand = (context: Context, run: RunAction) => Command;

/** Makes an action that keeps the exit code. */
export type RunAction = <Args extends unknown[]>(
  action: (...args: Args) => Promise<ExitCode>,
) => (...args: Args) => Promise<void>;

const EXIT_CODES = `
Exit codes:
  0  done
  1  findings: footage is missing or cannot be archived
  2  usage: the message says what to change; nothing was touched
  3  try again: throttled, or out of reach`;

/** The command line, with its output going to the context's. */
export function createProgram(context: Context): { program: Command; outcome: Outcome } {
  const outcome: Outcome = { code: EXIT.ok };
  const run: RunAction =
    (action) =>
    async (...args) => {
      outcome.code = await action(...args);
    };
  const program = new Command('kvs-archiver')
    .description('Keeps the footage of your Kinesis Video Streams: every fragment once, or a gap with its reason.')
    .version(packageJson.version, '-V, --version')
    .addHelpText('after', EXIT_CODES);
  const commands: AddCommand[] = [
    localCommand,
    streamsCommand,
    archiveCommand,
    backfillCommand,
    exportCommand,
    fragmentsCommand,
    gapsCommand,
    imagesCommand,
    packageCommand,
    playCommand,
    verifyCommand,
    eraseCommand,
    holdCommand,
    deviceCommand,
    costCommand,
    doctorCommand,
    tokenCommand,
  ];
  for (const add of commands) program.addCommand(add(context, run));
  settle(program, context);
  return { program, outcome };
}

/** The same manners for every command: no exit of its own, output where the context says, help after a mistake. */
function settle(command: Command, context: Context): void {
  command
    .exitOverride()
    .showSuggestionAfterError(true)
    .allowExcessArguments(false)
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'kvs-archiver: ')),
      getOutHelpWidth: () => Math.min(110, context.stdout.width()),
      getErrHelpWidth: () => Math.min(110, context.stderr.width()),
    });
  for (const child of command.commands) settle(child, context);
}

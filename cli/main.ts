import { CommanderError } from 'commander';
import { realSystem } from '../cloud/system/realSystem.ts';
import { isArchiverError } from '../core/errors.ts';
import type { Context } from './Context.ts';
import { EXIT, exitCodeOf } from './exitCode.ts';
import { createProgram } from './program.ts';
import { interrupts } from './terminal/interrupts.ts';
import { outputOf } from './terminal/Output.ts';

/**
 * Runs one command line.
 *
 * @param argv without the program's own name
 * @param root the folder of `serverless.yml`
 * @returns the exit code: 0 ok, 1 findings, 2 usage, 3 try again
 */
export async function main(argv: readonly string[], root: string, over: Partial<Context> = {}): Promise<number> {
  const context: Context = {
    stdout: over.stdout ?? outputOf(process.stdout),
    stderr: over.stderr ?? outputOf(process.stderr),
    env: over.env ?? process.env,
    system: over.system ?? realSystem,
    root,
    onInterrupt: over.onInterrupt ?? interrupts(realSystem, process.env.npm_lifecycle_event !== undefined),
    exit: over.exit ?? ((code) => process.exit(code)),
  };
  const asJson = argv.includes('--json');
  const { program, outcome } = createProgram(context);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return outcome.code;
  } catch (error) {
    // Commander has told its own errors already; `--help` and `--version` are none.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    tell(error, asJson, context);
    return exitCodeOf(error);
  }
}

/** One line for a mistake that the message explains; the stack only for what nobody foresaw. */
function tell(error: unknown, asJson: boolean, { stdout, stderr, env }: Context): void {
  const known = isArchiverError(error);
  const message = error instanceof Error ? error.message : String(error);
  if (asJson) stdout.write(`${JSON.stringify({ error: { code: known ? error.kind : 'Internal', message } })}\n`);
  stderr.write(`kvs-archiver: ${message}\n`);
  if (error instanceof Error && (!known || env.KVS_ARCHIVER_DEBUG !== undefined)) {
    const causes =
      error.cause === undefined ? '' : `\ncaused by: ${String((error.cause as Error).stack ?? error.cause)}`;
    stderr.write(`${error.stack ?? ''}${causes}\n`);
  }
}

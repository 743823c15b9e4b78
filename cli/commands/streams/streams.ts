import { Command } from 'commander';
import type { Context } from '../../Context.ts';
import type { RunAction } from '../../program.ts';

/** `kvs-archiver streams ...`: enrolment. */
export function streamsCommand(_context: Context, _run: RunAction): Command {
  return new Command('streams');
}

import { Command } from 'commander';
import type { Context } from '../Context.ts';
import type { RunAction } from '../program.ts';

export function archiveCommand(_context: Context, _run: RunAction): Command {
  return new Command('archive');
}

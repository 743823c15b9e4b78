import { Command } from 'commander';
import type { Context } from '../Context.ts';
import type { RunAction } from '../program.ts';

export function fragmentsCommand(_context: Context, _run: RunAction): Command {
  return new Command('fragments');
}

import { Command } from 'commander';
import type { Context } from '../Context.ts';
import type { RunAction } from '../program.ts';

export function gapsCommand(_context: Context, _run: RunAction): Command {
  return new Command('gaps');
}

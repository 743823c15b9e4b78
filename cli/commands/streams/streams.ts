import { Command } from 'commander';
import type { Context } from '../../Context.ts';
import type { RunAction } from '../../program.ts';
import { addCommand } from './add.ts';
import { changesCommand } from './changes.ts';
import { listCommand } from './list.ts';
import { removeCommand } from './remove.ts';
import { showCommand } from './show.ts';

/** `kvs-archiver streams ...`: which streams are archived, and how. */
export function streamsCommand(context: Context, run: RunAction): Command {
  const command = new Command('streams').description('which streams are archived, and how');
  for (const add of [addCommand, listCommand, showCommand, removeCommand, changesCommand])
    command.addCommand(add(context, run));
  return command;
}

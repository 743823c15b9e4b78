import { Command } from 'commander';
import { formatSpan } from '../../../core/time/formatTime.ts';
import type { Context } from '../../Context.ts';
import { ApiClient } from '../../connection/ApiClient.ts';
import { findInstallation } from '../../connection/findInstallation.ts';
import { EXIT } from '../../exitCode.ts';
import { printJson } from '../../options/printJson.ts';
import { type SystemOptions, withSystemOptions } from '../../options/systemOptions.ts';
import type { RunAction } from '../../program.ts';
import { formatTable } from '../../terminal/formatTable.ts';
import { conditionWords } from './conditionWords.ts';
import type { EnrolledStream } from './EnrolledStream.ts';

const HEADING = ['STREAM', 'WATERMARK LAG', 'OPEN PLANS', 'KVS RETENTION', 'SCHEDULED', 'CONDITION'];

/** `kvs-archiver streams list`: every enrolled stream with its state. */
export function listCommand(context: Context, run: RunAction): Command {
  return withSystemOptions(new Command('list').description('every stream that is archived')).action(
    run(async (options: SystemOptions) => {
      const api = new ApiClient(await findInstallation(options, context));
      const items: EnrolledStream[] = [];
      for await (const stream of api.eachItem('/streams')) items.push(stream);
      if (options.json === true) printJson(context.stdout, { items });
      else if (items.length === 0) context.stdout.write('no stream is enrolled: kvs-archiver streams add NAME\n');
      else context.stdout.write(`${formatTable([HEADING, ...items.map(row)]).join('\n')}\n`);
      return EXIT.ok;
    }),
  );
}

function row({ streamName, state, settings }: EnrolledStream): string[] {
  return [
    streamName,
    state === undefined ? '-' : formatSpan(state.lagMs),
    state === undefined ? '-' : String(state.openPlans),
    state === undefined ? '-' : `${state.retentionHours} h`,
    settings.enabled === false ? 'paused' : 'yes',
    state === undefined ? '-' : conditionWords(state),
  ];
}

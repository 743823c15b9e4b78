import { Command } from 'commander';
import { parseStreamName } from '../../../core/streams/enrolment.ts';
import type { Context } from '../../Context.ts';
import { ApiClient } from '../../connection/ApiClient.ts';
import { findInstallation } from '../../connection/findInstallation.ts';
import { EXIT } from '../../exitCode.ts';
import { printJson } from '../../options/printJson.ts';
import { type SystemOptions, withSystemOptions } from '../../options/systemOptions.ts';
import type { RunAction } from '../../program.ts';

/** `kvs-archiver streams remove`: archives a stream no more; what is archived stays. */
export function removeCommand(context: Context, run: RunAction): Command {
  const command = new Command('remove')
    .description('archive a stream no more; what is archived stays, and so does its place')
    .argument('<stream>');
  return withSystemOptions(command).action(
    run(async (stream: string, options: SystemOptions) => {
      const streamName = parseStreamName(stream);
      const api = new ApiClient(await findInstallation(options, context));
      await api.delete('/streams/{stream}', { params: { path: { stream: streamName } } });
      if (options.json === true) printJson(context.stdout, { streamName, enrolled: false });
      else context.stdout.write(`${streamName} is archived no more; what is archived stays\n`);
      return EXIT.ok;
    }),
  );
}

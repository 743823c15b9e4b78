import { Command } from 'commander';
import { parseStreamName } from '../../../core/streams/enrolment.ts';
import type { Context } from '../../Context.ts';
import { ApiClient } from '../../connection/ApiClient.ts';
import { findInstallation } from '../../connection/findInstallation.ts';
import { EXIT } from '../../exitCode.ts';
import { printJson } from '../../options/printJson.ts';
import { type SystemOptions, withSystemOptions } from '../../options/systemOptions.ts';
import type { RunAction } from '../../program.ts';
import { streamLines } from './streamLines.ts';

/** `kvs-archiver streams show`: settings and state, what its fragments are like and how long a clip can be. */
export function showCommand(context: Context, run: RunAction): Command {
  const command = new Command('show')
    .description('settings and state of a stream: watermark, fragment length, the longest clip that fits')
    .argument('<stream>');
  return withSystemOptions(command).action(
    run(async (stream: string, options: SystemOptions) => {
      const streamName = parseStreamName(stream);
      const api = new ApiClient(await findInstallation(options, context));
      const shown = await api.get('/streams/{stream}', { params: { path: { stream: streamName } } });
      if (options.json === true) printJson(context.stdout, shown);
      else context.stdout.write(`${streamLines(shown).join('\n')}\n`);
      return EXIT.ok;
    }),
  );
}

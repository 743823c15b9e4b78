import { Command, Option } from 'commander';
import type { Change } from '../../../core/changes/Change.ts';
import { parseStreamName } from '../../../core/streams/enrolment.ts';
import { formatTime } from '../../../core/time/formatTime.ts';
import type { Context } from '../../Context.ts';
import { ApiClient } from '../../connection/ApiClient.ts';
import { findInstallation } from '../../connection/findInstallation.ts';
import { EXIT } from '../../exitCode.ts';
import { wholeNumber } from '../../options/numberOption.ts';
import { printJson } from '../../options/printJson.ts';
import { type SystemOptions, withSystemOptions } from '../../options/systemOptions.ts';
import type { RunAction } from '../../program.ts';
import { formatTable } from '../../terminal/formatTable.ts';

interface ChangesOptions extends SystemOptions {
  readonly limit: number;
}

const HEADING = ['WHEN', 'WHO', 'WHAT', 'CHANGED'];

/** `kvs-archiver streams changes`: who changed what about a stream, newest first. */
export function changesCommand(context: Context, run: RunAction): Command {
  const command = new Command('changes')
    .description('who changed what about a stream through the HTTP API, and when; newest first')
    .argument('<stream>')
    .addOption(new Option('--limit <n>', 'so many at most').default(50).argParser(wholeNumber(1, 100_000)));
  return withSystemOptions(command).action(
    run(async (stream: string, options: ChangesOptions) => {
      const streamName = parseStreamName(stream);
      const api = new ApiClient(await findInstallation(options, context));
      const items: Change[] = [];
      for await (const change of api.eachItem('/streams/{stream}/changes', {
        params: { path: { stream: streamName } },
      })) {
        items.push(change);
        if (items.length >= options.limit) break;
      }
      if (options.json === true) printJson(context.stdout, { items });
      else if (items.length === 0) context.stdout.write('no changes\n');
      else context.stdout.write(`${formatTable([HEADING, ...items.map(row)]).join('\n')}\n`);
      return EXIT.ok;
    }),
  );
}

const row = ({ atMs, subject, route, fields, body }: Change): string[] => [
  formatTime(atMs),
  subject,
  route,
  fields === undefined ? inShort(body) : Object.entries(fields).map(fieldText).join(', '),
];

const fieldText = ([name, { before, after }]: [string, { before?: unknown; after?: unknown }]): string =>
  `${name}: ${inShort(before)} -> ${inShort(after)}`;

function inShort(value: unknown): string {
  const text = value === undefined ? '(none)' : typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

import { Command } from 'commander';
import { parseStreamName } from '../../core/streams/enrolment.ts';
import { formatSpan, formatTime } from '../../core/time/formatTime.ts';
import type { Context } from '../Context.ts';
import { ApiClient } from '../connection/ApiClient.ts';
import { findInstallation } from '../connection/findInstallation.ts';
import { EXIT } from '../exitCode.ts';
import { printJson } from '../options/printJson.ts';
import { type SystemOptions, withSystemOptions } from '../options/systemOptions.ts';
import type { RunAction } from '../program.ts';
import { formatTable } from '../terminal/formatTable.ts';

interface GapsOptions extends SystemOptions {
  readonly stream?: string;
}

/** A gap as the HTTP API shows it; a span of server time where its fragments were never seen. */
interface Gap {
  readonly clock: 'producer' | 'server';
  readonly startMs: number;
  readonly endMs: number;
  readonly reason: string;
  readonly fragments?: number;
  readonly planId?: string;
  readonly tries?: number;
  readonly error?: string;
}

const REASONS = `
Reasons:
  failed             KVS has the fragments and they could not be stored; they are kept by number
  expired            they left KVS before they were stored
  unsupported-media  KVS itself cannot give them back

The exit code is 1 where there is any, 0 where there is none.`;
const HEADING = ['STREAM', 'FROM', 'LENGTH', 'CLOCK', 'REASON', 'FRAGMENTS', 'ERROR'];

/** `kvs-archiver gaps`: what is not in the archive, and why. */
export function gapsCommand(context: Context, run: RunAction): Command {
  const command = new Command('gaps')
    .description('footage that is not in the archive, and why')
    .option('--stream <stream>', 'one stream (default: every enrolled one)')
    .addHelpText('after', REASONS);
  return withSystemOptions(command).action(
    run(async (options: GapsOptions) => {
      const named = options.stream === undefined ? undefined : parseStreamName(options.stream, '--stream');
      const api = new ApiClient(await findInstallation(options, context));
      const items: (Gap & { streamName: string })[] = [];
      for await (const streamName of streamNames(named, api)) {
        for await (const gap of api.items<Gap>(`/streams/${streamName}/gaps`)) items.push({ streamName, ...gap });
      }
      if (options.json === true) printJson(context.stdout, { items });
      else if (items.length === 0) context.stdout.write('no gaps\n');
      else context.stdout.write(`${formatTable([HEADING, ...items.map(row)]).join('\n')}\n`);
      return items.length === 0 ? EXIT.ok : EXIT.findings;
    }),
  );
}

async function* streamNames(named: string | undefined, api: ApiClient): AsyncGenerator<string, void, undefined> {
  if (named !== undefined) {
    yield named;
    return;
  }
  for await (const { streamName } of api.items<{ streamName: string }>('/streams')) yield streamName;
}

function row(gap: Gap & { streamName: string }): string[] {
  const { streamName, startMs, endMs, clock, reason, fragments, error } = gap;
  const count = fragments === undefined ? 'not known' : String(fragments);
  return [streamName, formatTime(startMs), formatSpan(endMs - startMs), clock, reason, count, error ?? ''];
}

import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { parseStreamName } from '../../core/streams/enrolment.ts';
import { formatTime } from '../../core/time/formatTime.ts';
import type { Context } from '../Context.ts';
import { findInstallation } from '../connection/findInstallation.ts';
import { EXIT } from '../exitCode.ts';
import { printJson } from '../options/printJson.ts';
import { type SystemOptions, withSystemOptions } from '../options/systemOptions.ts';
import { timeSpan } from '../options/timeSpan.ts';
import type { RunAction } from '../program.ts';

const EXAMPLES = `
Examples:
  $ curl -H "Authorization: Bearer $(kvs-archiver token)" http://127.0.0.1:4566/v1/streams
  $ kvs-archiver token --scope read,export --streams front-door --ttl 10min`;

const SCOPES = ['read', 'export', 'manage'];
const HOUR_MS = 3_600_000;

interface TokenOptions extends SystemOptions {
  readonly data: string;
  readonly scope: readonly string[];
  readonly streams?: readonly string[];
  readonly ttl: number;
}

function scopeList(text: string): readonly string[] {
  const scopes = text.split(',').map((word) => word.trim());
  const unknown = scopes.find((word) => !SCOPES.includes(word));
  if (unknown === undefined) return scopes;
  throw new InvalidArgumentError(`"${unknown}" is none of ${SCOPES.join(', ')}.`);
}

/** `kvs-archiver token`: a token for an embedded stack that asks for one. */
export function tokenCommand(context: Context, run: RunAction): Command {
  const command = new Command('token')
    .summary('a token for the HTTP API of a stack with --auth')
    .description(
      'Prints a token for the HTTP API (/v1) of an embedded stack that runs with --auth. It is made by the key in the ' +
        "stack's data folder: whoever may read that, may do anything. In AWS tokens come from your identity provider.",
    )
    .option('--data <dir>', 'the data folder of the stack', '.kvs-archiver')
    .addOption(
      new Option('--scope <scopes>', 'what it is good for: read, export, manage, with commas between')
        .argParser(scopeList)
        .default(['read'], 'read'),
    )
    .addOption(
      new Option(
        '--streams <streams>',
        'the streams that it is good for, with commas between (default: all)',
      ).argParser((text) => text.split(',').map((name) => parseStreamName(name.trim(), '--streams'))),
    )
    .addOption(
      new Option('--ttl <span>', 'how long it is good for').argParser(timeSpan(24 * HOUR_MS)).default(HOUR_MS, '1h'),
    )
    .addHelpText('after', EXAMPLES);
  return withSystemOptions(command).action(
    run(async (options: TokenOptions) => {
      const { makeToken } = await import('../token/makeToken.ts');
      const installation = await findInstallation(options, context);
      const request = {
        data: resolve(options.data),
        scopes: options.scope,
        streams: options.streams,
        ttlMs: options.ttl,
      };
      const token = await makeToken(request, installation, context.system);
      const expiresAt = formatTime(context.system.clock.now() + options.ttl);
      if (options.json === true) printJson(context.stdout, { token, expiresAt });
      else context.stdout.write(`${token}\n`);
      return EXIT.ok;
    }),
  );
}

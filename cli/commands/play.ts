import { Command, Option } from 'commander';
import { ArchiverError } from '../../core/errors.ts';
import {
  LONGEST_SESSION_SECONDS,
  SESSION_SECONDS,
  SHORTEST_SESSION_SECONDS,
} from '../../core/playback/PlaybackTerms.ts';
import { parseIdentifier } from '../../core/segments/segmentReport.ts';
import { parseStreamName } from '../../core/streams/enrolment.ts';
import type { Context } from '../Context.ts';
import { ApiClient } from '../connection/ApiClient.ts';
import { findInstallation } from '../connection/findInstallation.ts';
import { EXIT } from '../exitCode.ts';
import { wholeNumber } from '../options/numberOption.ts';
import { printJson } from '../options/printJson.ts';
import { type SystemOptions, withSystemOptions } from '../options/systemOptions.ts';
import { TIME_FORMS } from '../options/timeRange.ts';
import type { RunAction } from '../program.ts';

interface PlayOptions extends SystemOptions {
  readonly stream?: string;
  readonly segment?: string;
  readonly from?: string;
  readonly to?: string;
  readonly protocol: 'HLS' | 'DASH';
  readonly expires: number;
}

const EXAMPLES = `
Without --from it plays what comes in now. Whoever has the address may play, until it expires.

Examples:
  $ ffplay "$(kvs-archiver play --stream front-door)"
  $ mpv "$(kvs-archiver play --stream front-door --from -2h --to -1h)"
  $ kvs-archiver play --segment 7a3e-1 --json`;

/** `kvs-archiver play`: the address that a player is given. */
export function playCommand(context: Context, run: RunAction): Command {
  const seconds = wholeNumber(SHORTEST_SESSION_SECONDS, LONGEST_SESSION_SECONDS);
  const command = new Command('play')
    .description('the address at which a player plays a stream, live or of a span, or a segment that a device reported')
    .addOption(new Option('--stream <stream>').conflicts('segment'))
    .addOption(new Option('--segment <clientID>', 'by its own id').conflicts(['from', 'to']))
    .option('--from <time>', TIME_FORMS)
    .option('--to <time>', 'the first moment that is no part of it (default: it goes on)')
    .addOption(new Option('--protocol <protocol>').choices(['HLS', 'DASH']).default('HLS'))
    .addOption(new Option('--expires <seconds>', 'how long it opens').default(SESSION_SECONDS).argParser(seconds))
    .addHelpText('after', EXAMPLES);
  return withSystemOptions(command).action(
    run(async (options: PlayOptions) => {
      const { stream, segment, from, to, protocol, expires } = options;
      if (stream === undefined && segment === undefined) {
        throw new ArchiverError('InvalidInput', '--stream: is missing; name a stream, or a segment with --segment');
      }
      const player = { protocol, expires };
      const api = new ApiClient(await findInstallation(options, context));
      const session =
        segment === undefined
          ? await api.get('/streams/{stream}/session', {
              params: {
                path: { stream: parseStreamName(stream, '--stream') },
                query: { ...player, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) },
              },
            })
          : await api.get('/segments/{clientID}/session', {
              params: { path: { clientID: parseIdentifier(segment, 'segment') }, query: player },
            });
      if (options.json === true) printJson(context.stdout, session);
      else context.stdout.write(`${session.url}\n`);
      return EXIT.ok;
    }),
  );
}

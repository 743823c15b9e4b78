import { Command, Option } from 'commander';
import { parseStreamName } from '../../core/streams/enrolment.ts';
import type { AuditLevel } from '../../functions/verify/steps/auditPorts.ts';
import type { DecodeDepth } from '../../functions/verify/steps/PictureGroups.ts';
import type { Context } from '../Context.ts';
import { findInstallation } from '../connection/findInstallation.ts';
import { wholeNumber } from '../options/numberOption.ts';
import { type SystemOptions, withSystemOptions } from '../options/systemOptions.ts';
import { readRange, TIME_FORMS } from '../options/timeRange.ts';
import type { RunAction } from '../program.ts';

interface VerifyOptions extends SystemOptions {
  readonly stream?: string;
  readonly from?: string;
  readonly to?: string;
  readonly level: AuditLevel;
  readonly decode?: DecodeDepth | 'none';
  readonly repair?: boolean;
  readonly dryRun?: boolean;
  readonly grace?: number;
}

const NOTES = `
Levels, each with those before it:
  ledger    what Kinesis Video Streams lists against the ledger, to the fragment; no fragment twice
  presence  every clip, bundle and manifest is there, in its size; nothing else is (listings, no call an object)
  content   every byte is read: checksums, manifests, every sample of the clips, every fragment of the bundles, and that
            both hold the same; key frames are really decoded, or all pictures, where there is a decoder (--decode)

What a run under way has not finished yet is no finding: objects without a row and open plans younger than the stack's
sweep age, fragments that the next pass lists again. --grace sets both, in seconds.

Examples:
  $ kvs-archiver verify
  $ kvs-archiver verify --stream front-door --from -7d --level content
  $ kvs-archiver verify --repair --dry-run

The exit code is 0 where all is there, 1 where anything is not (with --repair: is not still).`;

/** `kvs-archiver verify`: is it all there? */
export function verifyCommand(context: Context, run: RunAction): Command {
  const command = new Command('verify')
    .description('is it all there? KVS, ledger and bucket against each other')
    .option('--stream <stream>', 'one stream (default: every enrolled one)')
    .option('--from <time>', `by the footage clock: ${TIME_FORMS}`)
    .option('--to <time>', 'the first moment that is no part of it (default: now)')
    .addOption(
      new Option('--level <level>', 'how deep to look').choices(['ledger', 'presence', 'content']).default('presence'),
    )
    .addOption(
      new Option('--decode <pictures>', 'at content, what of a clip is decoded (default: key-frames)').choices([
        'key-frames',
        'all',
        'none',
      ]),
    )
    .option('--repair', 'put right what can be put right without loss, and tell what was done')
    .option('--dry-run', 'with --repair: only tell what would be done')
    .option('--grace <seconds>', 'what is younger may belong to a run under way', wholeNumber(0, 31_536_000))
    .addHelpText('after', NOTES);
  return withSystemOptions(command).action(
    run(async (options: VerifyOptions) => {
      const stream = options.stream === undefined ? undefined : parseStreamName(options.stream, '--stream');
      const range = readRange(options, context.system.clock.now());
      const installation = await findInstallation(options, context);
      const { runVerify } = await import('../verify/runVerify.ts');
      return runVerify(
        {
          installation,
          level: options.level,
          json: options.json === true,
          decode: options.decode ?? 'key-frames',
          repair: options.repair === true,
          dryRun: options.dryRun === true,
          ...(stream === undefined ? {} : { stream }),
          ...(range === undefined ? {} : { range }),
          ...(options.grace === undefined ? {} : { graceMs: options.grace * 1000 }),
        },
        context,
      );
    }),
  );
}

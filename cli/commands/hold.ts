import { Command } from 'commander';
import { parseStreamName } from '../../core/streams/enrolment.ts';
import type { Context } from '../Context.ts';
import { findInstallation } from '../connection/findInstallation.ts';
import { EXIT } from '../exitCode.ts';
import { printJson } from '../options/printJson.ts';
import { type SystemOptions, withSystemOptions } from '../options/systemOptions.ts';
import { readRange, TIME_FORMS } from '../options/timeRange.ts';
import type { RunAction } from '../program.ts';
import { plural } from '../terminal/plural.ts';

interface HoldOptions extends SystemOptions {
  readonly stream: string;
  readonly from?: string;
  readonly to?: string;
  readonly release?: boolean;
  readonly reason?: string;
  readonly by?: string;
}

const NOTES = `
A legal hold is put on every version of each clip, bundle and manifest that holds any of the span. While it is there
nobody can delete them: no person, no lifecycle rule, no erasure. Footage that is archived later is not held: hold again.

Examples:
  $ kvs-archiver hold --stream front-door --from 2026-11-21T14:00:00Z --to 2026-11-21T15:00:00Z --reason "case 7"
  $ kvs-archiver hold --stream front-door --from 2026-11-21T14:00:00Z --to 2026-11-21T15:00:00Z --release`;

/** `kvs-archiver hold`: footage that nobody may delete until it is released. */
export function holdCommand(context: Context, run: RunAction): Command {
  const command = new Command('hold')
    .description('put archived footage under legal hold, or release it')
    .requiredOption('--stream <stream>', 'whose footage')
    .option('--from <time>', `by the footage clock: ${TIME_FORMS} (default: all there is)`)
    .option('--to <time>', 'the first moment that is no part of it (default: now)')
    .option('--release', 'take the hold off')
    .option('--reason <text>', 'why: it is kept in the record')
    .option('--by <name>', 'who asks (default: you and your access key)')
    .addHelpText('after', NOTES);
  return withSystemOptions(command).action(
    run(async (options: HoldOptions) => {
      const streamName = parseStreamName(options.stream, '--stream');
      const range = readRange(options, context.system.clock.now());
      const installation = await findInstallation(options, context);
      const [{ openCustody }, { custodian }, { holdFootage }, { countsText }] = await Promise.all([
        import('../custody/openCustody.ts'),
        import('../custody/custodian.ts'),
        import('../../functions/custody/steps/holdFootage.ts'),
        import('../custody/custodyText.ts'),
      ]);
      const by = await custodian(options.by, installation, context);
      const custody = await openCustody(installation, context);
      try {
        const release = options.release === true;
        const { record, openPlans } = await holdFootage(
          { streamName, ...(range === undefined ? {} : { range }), release, by, reason: options.reason ?? '' },
          custody.ports,
          (counts) => context.stderr.write(`${release ? 'releasing' : 'holding'}: ${countsText(counts)}\n`),
        );
        if (options.json === true) printJson(context.stdout, { record, openPlans });
        else if (record.counts !== undefined) {
          const done = release ? 'released' : 'held';
          context.stdout.write(`${streamName}: ${done} ${countsText(record.counts)}\nrecorded as ${record.id}\n`);
        }
        if (!release && openPlans > 0) {
          context.stderr.write(`warning: ${plural(openPlans, 'plan')} of the span are not archived yet: hold again\n`);
        }
        return EXIT.ok;
      } finally {
        custody.close();
      }
    }),
  );
}

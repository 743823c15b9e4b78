import { Command } from 'commander';
import { ArchiverError } from '../../core/errors.ts';
import { parseStreamName } from '../../core/streams/enrolment.ts';
import type { Context } from '../Context.ts';
import { findInstallation } from '../connection/findInstallation.ts';
import { EXIT } from '../exitCode.ts';
import { printJson } from '../options/printJson.ts';
import { type SystemOptions, withSystemOptions } from '../options/systemOptions.ts';
import { readRange, TIME_FORMS } from '../options/timeRange.ts';
import type { RunAction } from '../program.ts';

interface EraseOptions extends SystemOptions {
  readonly stream: string;
  readonly from?: string;
  readonly to?: string;
  readonly wholeClips?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly reason?: string;
  readonly by?: string;
}

const NOTES = `
Erases clips, bundles and manifests in all their versions, failed gaps and open plans, and keeps what Kinesis Video
Streams still holds of the span from being archived again. KVS keeps its own copy until its retention ends.

Nothing is touched where any object is under legal hold or retention. Broken off, it goes on when it is run again.
Without --from and --to it is everything that was archived under the stream's name.

Examples:
  $ kvs-archiver erase --stream front-door --from 2026-11-21T14:00:00Z --to 2026-11-21T15:00:00Z --dry-run
  $ kvs-archiver erase --stream front-door --from -2h --whole-clips --reason "request 4711" --yes

The exit code is 0 where all of it is gone, 1 where some may not be deleted or only reaches into the span.`;

/** `kvs-archiver erase`: footage goes for good, and the ledger says so. */
export function eraseCommand(context: Context, run: RunAction): Command {
  const command = new Command('erase')
    .description('erase archived footage for good: a span, or all of a stream')
    .requiredOption('--stream <stream>', 'whose footage')
    .option('--from <time>', `by the footage clock: ${TIME_FORMS} (default: all there is)`)
    .option('--to <time>', 'the first moment that is no part of it (default: now)')
    .option('--whole-clips', 'also clips that only reach into the span')
    .option('--dry-run', 'only tell what would go, and what protects it')
    .option('--yes', 'do it')
    .option('--reason <text>', 'why: it is kept in the record')
    .option('--by <name>', 'who asks (default: you and your access key)')
    .addHelpText('after', NOTES);
  return withSystemOptions(command).action(
    run(async (options: EraseOptions) => {
      const streamName = parseStreamName(options.stream, '--stream');
      const range = readRange(options, context.system.clock.now());
      const dryRun = options.dryRun === true;
      if (!dryRun && options.yes !== true) {
        throw new ArchiverError('InvalidInput', '--yes: is missing; --dry-run tells what would go');
      }
      const installation = await findInstallation(options, context);
      const [{ openCustody }, { custodian }, { eraseFootage }, { countsText, erasureLines }] = await Promise.all([
        import('../custody/openCustody.ts'),
        import('../custody/custodian.ts'),
        import('../../functions/custody/steps/eraseFootage.ts'),
        import('../custody/custodyText.ts'),
      ]);
      const by = await custodian(options.by, installation, context);
      const custody = await openCustody(installation, context);
      try {
        const report = await eraseFootage(
          {
            streamName,
            ...(range === undefined ? {} : { range }),
            wholeClips: options.wholeClips === true,
            dryRun,
            by,
            reason: options.reason ?? '',
          },
          custody.ports,
          (doing, counts) => context.stderr.write(`${doing}: ${countsText(counts)}\n`),
        );
        if (options.json === true) printJson(context.stdout, report);
        else context.stdout.write(`${erasureLines(report, streamName).join('\n')}\n`);
        const whole = report.survey.beyond === 0 && (report.status === 'erased' || report.status === 'surveyed');
        return whole ? EXIT.ok : EXIT.findings;
      } finally {
        custody.close();
      }
    }),
  );
}

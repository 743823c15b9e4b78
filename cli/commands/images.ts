import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { IMAGE_FILE } from '../../core/images/imageForm.ts';
import { parseEvery } from '../../core/images/imageRequest.ts';
import { parseStreamName } from '../../core/streams/enrolment.ts';
import { formatTime } from '../../core/time/formatTime.ts';
import type { Context } from '../Context.ts';
import { findInstallation } from '../connection/findInstallation.ts';
import { EXIT } from '../exitCode.ts';
import { wholeNumber } from '../options/numberOption.ts';
import { type SystemOptions, withSystemOptions } from '../options/systemOptions.ts';
import { readRange, TIME_FORMS } from '../options/timeRange.ts';
import type { RunAction } from '../program.ts';
import { formatBytes } from '../terminal/formatBytes.ts';
import { plural } from '../terminal/plural.ts';

interface ImagesOptions extends SystemOptions {
  readonly stream: string;
  readonly from: string;
  readonly to?: string;
  readonly every: string;
  readonly output: string;
  readonly format: 'jpeg' | 'png';
  readonly quality: number;
  readonly width?: number;
  readonly height?: number;
}

const EXAMPLES = `
What Kinesis Video Streams still holds it decodes itself (and bills); what it has forgotten is read out of the archived
clips, a group of pictures at a time, and decoded here.

Examples:
  $ kvs-archiver images --stream front-door --from -1h --every 1m
  $ kvs-archiver images --stream front-door --from 2026-11-20T08:00:00Z --to 2026-11-20T08:05:00Z --every 1s -o door`;

const HOUR_MS = 3_600_000;

/** `kvs-archiver images`: pictures of any span, as files. */
export function imagesCommand(context: Context, run: RunAction): Command {
  const command = new Command('images')
    .description('pictures of any span, from Kinesis Video Streams or from the archive, as files')
    .requiredOption('--stream <stream>')
    .requiredOption('--from <time>', TIME_FORMS)
    .option('--to <time>', 'the last moment that counts (default: now)')
    .option('--every <time>', 'between two pictures, such as 1s, 500ms or 2m', '3s')
    .option('-o, --output <dir>', 'where they are written', 'images')
    .addOption(new Option('--format <format>', 'of the files').choices(['jpeg', 'png']).default('jpeg'))
    .addOption(new Option('--quality <number>', 'of JPEG').default(80).argParser(wholeNumber(1, 100)))
    .addOption(new Option('--width <pixels>', 'one side alone keeps the shape').argParser(wholeNumber(1, 3840)))
    .addOption(new Option('--height <pixels>', '(default: as it was filmed)').argParser(wholeNumber(1, 2160)))
    .addHelpText('after', EXAMPLES);
  return withSystemOptions(command).action(
    run(async (options: ImagesOptions) => {
      const streamName = parseStreamName(options.stream, '--stream');
      const now = context.system.clock.now();
      const range = readRange(options, now) ?? { fromMs: now, toMs: now };
      const form = {
        format: options.format === 'png' ? ('PNG' as const) : ('JPEG' as const),
        quality: options.quality,
        ...(options.width === undefined ? {} : { width: options.width }),
        ...(options.height === undefined ? {} : { height: options.height }),
      };
      const request = { ...range, everyMs: parseEvery(options.every, '--every'), form };
      const installation = await findInstallation(options, context);
      const { openSpanImages } = await import('../images/openSpanImages.ts');
      const images = await openSpanImages(installation, context);
      let made = 0;
      let missing = 0;
      let bytes = 0;
      try {
        const { streams, retentionHours } = await images.streamsOf(streamName);
        await mkdir(options.output, { recursive: true });
        for await (const image of images.ofSpan(request, streams, now - retentionHours * HOUR_MS)) {
          const producerTime = formatTime(image.ms);
          if ('error' in image) {
            missing += 1;
            if (options.json === true) tell({ producerMs: image.ms, error: image.error });
            else context.stdout.write(`${producerTime}  ${image.error}\n`);
            continue;
          }
          const name = `${streamName}_${producerTime.replaceAll(':', '-')}.${IMAGE_FILE[form.format].extension}`;
          const file = join(options.output, name);
          await writeFile(file, image.bytes);
          made += 1;
          bytes += image.bytes.length;
          if (options.json === true) {
            tell({ producerMs: image.ms, file, bytes: image.bytes.length, from: image.from });
          } else {
            context.stdout.write(`${producerTime}  ${image.from.padEnd(7)}  ${file}\n`);
          }
        }
      } finally {
        images.close();
      }
      if (options.json !== true) {
        const without = missing === 0 ? '' : `, ${plural(missing, 'moment')} without one`;
        context.stderr.write(`${plural(made, 'image')}, ${formatBytes(bytes)}${without}\n`);
      }
      return missing === 0 ? EXIT.ok : EXIT.findings;

      function tell(line: object): void {
        context.stdout.write(`${JSON.stringify(line)}\n`);
      }
    }),
  );
}

import { readFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import { parseEnrolmentSettings, parseStreamName } from '../../../core/streams/enrolment.ts';
import { parseTime } from '../../../core/time/parseTime.ts';
import type { Context } from '../../Context.ts';
import { ApiClient } from '../../connection/ApiClient.ts';
import { findInstallation } from '../../connection/findInstallation.ts';
import { EXIT } from '../../exitCode.ts';
import { wholeNumber } from '../../options/numberOption.ts';
import { printJson } from '../../options/printJson.ts';
import { type SystemOptions, withSystemOptions } from '../../options/systemOptions.ts';
import { TIME_FORMS } from '../../options/timeRange.ts';
import type { RunAction } from '../../program.ts';
import { streamLines } from './streamLines.ts';

interface AddOptions extends SystemOptions {
  readonly since?: string;
  readonly interval?: number;
  readonly tries?: number;
  readonly bucket?: string;
  readonly prefix?: string;
  readonly fragments?: string;
  readonly source?: string;
  readonly expects?: string;
  readonly retention?: string;
  readonly silence?: number;
  readonly rules?: string;
  readonly images?: 'on' | 'off';
  readonly imageInterval?: number;
  readonly imageFormat?: 'jpeg' | 'png';
  readonly imageQuality?: number;
  readonly imageWidth?: number;
  readonly imageHeight?: number;
  readonly notify?: 'on' | 'off';
  readonly pause?: boolean;
  readonly resume?: boolean;
}

const EXAMPLES = `
On a stream that is enrolled already, only the settings that are named change; its place is kept.

Examples:
  $ kvs-archiver streams add front-door
  $ kvs-archiver streams add front-door --since -6h --fragments none
  $ kvs-archiver streams add yard --bucket my-footage --prefix site-7/ --tries 8`;

/** `kvs-archiver streams add`: enrols a stream, or changes its settings. */
export function addCommand(context: Context, run: RunAction): Command {
  const command = new Command('add')
    .description('archive a stream from now on, or change its settings')
    .argument('<stream>', 'name of a Kinesis Video Stream')
    .option('--since <when>', `where archiving begins: retention, now, or a time (${TIME_FORMS}) (default: retention)`)
    .addOption(
      new Option('--interval <seconds>', 'between two passes (default: the stack says)').argParser(
        wholeNumber(10, 86_400),
      ),
    )
    .addOption(
      new Option('--tries <count>', 'of a clip before it becomes a gap (default: 5)').argParser(wholeNumber(1, 20)),
    )
    .option('--bucket <name>', "the stream's own bucket")
    .option('--prefix <prefix>', 'in front of clips/ and bundles/, ending in a slash')
    .addOption(
      new Option('--fragments <which>', 'kept as Matroska beside the clips (default: all)').choices([
        'all',
        'tagged',
        'none',
      ]),
    )
    .addOption(
      new Option('--source <how>', 'clips come from GetClip or from the fragments (default: clip)').choices([
        'clip',
        'fragments',
      ]),
    )
    .addOption(
      new Option('--expects <what>', 'what silence means (default: continuous)').choices(['continuous', 'events']),
    )
    .addOption(
      new Option('--silence <seconds>', 'without a fragment until it is called silent; 0: never').argParser(
        wholeNumber(0, 2_592_000),
      ),
    )
    .option(
      '--retention <class>',
      "how long what is archived from now on is kept: one of the stack's classes (default: standard)",
    )
    .option(
      '--rules <file>',
      'what makes an event of what is seen in images: a JSON file with a list of rules; none: []',
    )
    .addOption(new Option('--images <status>', 'of fragments that ask for one (default: off)').choices(['on', 'off']))
    .addOption(
      new Option('--image-interval <ms>', 'between two images of a fragment (default: 3000)').argParser(
        wholeNumber(200, 20_000),
      ),
    )
    .addOption(new Option('--image-format <format>', '(default: jpeg)').choices(['jpeg', 'png']))
    .addOption(new Option('--image-quality <number>', 'of JPEG (default: 80)').argParser(wholeNumber(1, 100)))
    .addOption(
      new Option('--image-width <pixels>', 'one side alone keeps the shape (default: 320x240)').argParser(
        wholeNumber(1, 3840),
      ),
    )
    .addOption(new Option('--image-height <pixels>').argParser(wholeNumber(1, 2160)))
    .addOption(
      new Option('--notify <status>', 'announce fragments that ask for it (default: off)').choices(['on', 'off']),
    )
    .addOption(new Option('--pause', 'scheduled runs leave the stream out; its place is kept').conflicts('resume'))
    .option('--resume', 'scheduled runs take the stream again')
    .addHelpText('after', EXAMPLES);
  return withSystemOptions(command).action(
    run(async (stream: string, options: AddOptions) => {
      const streamName = parseStreamName(stream);
      const rules = options.rules === undefined ? {} : { rules: await readRules(options.rules) };
      const named: Record<string, unknown> = { ...namedSettings(options, context.system.clock.now()), ...rules };
      parseEnrolmentSettings(named);
      const api = new ApiClient(await findInstallation(options, context));
      const params = { path: { stream: streamName } };
      const before = await api.get('/streams/{stream}', { params }).catch((error: unknown) => {
        if (isArchiverError(error, 'NotFound')) return undefined;
        throw error;
      });
      const settings = { ...before?.settings, ...named, ...namedDelivery(options, before?.settings) };
      const { warnings } = await api.put('/streams/{stream}', { params, body: settings });
      // The answer to a change does not say what the fragments are like.
      const enrolled = { ...(await api.get('/streams/{stream}', { params })), ...(warnings && { warnings }) };
      if (options.json === true) printJson(context.stdout, enrolled);
      else {
        context.stdout.write(`${before === undefined ? 'enrolled' : 'changed'} ${streamLines(enrolled).join('\n')}\n`);
        for (const warning of warnings ?? []) context.stderr.write(`warning: ${warning}\n`);
      }
      return EXIT.ok;
    }),
  );
}

/** The rules in a file: a list, or the settings that hold one. @throws ArchiverError `InvalidInput` */
async function readRules(path: string): Promise<unknown> {
  let read: unknown;
  try {
    read = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ArchiverError('InvalidInput', `--rules: ${path}: ${why}`, { cause });
  }
  return typeof read === 'object' && read !== null && 'rules' in read ? read.rules : read;
}

/** The settings that the options name, in the API's words. @throws ArchiverError `InvalidInput` */
function namedSettings(options: AddOptions, now: number): Record<string, unknown> {
  const { since, interval, tries, bucket, prefix, fragments, source, expects, silence, retention } = options;
  const isWord = since === 'retention' || since === 'now';
  const named = {
    since: since === undefined || isWord ? since : parseTime(since, '--since', now),
    intervalSeconds: interval,
    tries,
    bucket,
    prefix,
    fragments,
    source,
    expects,
    retention,
    silenceSeconds: silence,
    enabled: options.pause === true ? false : options.resume,
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}

const STATUS = { on: 'ENABLED', off: 'DISABLED' } as const;

/** What the options say of images and announcements, over what is set already; a size alone switches nothing on. */
function namedDelivery(options: AddOptions, before: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const { images, imageInterval, imageFormat, imageQuality, imageWidth, imageHeight, notify } = options;
  const named = Object.entries({
    status: images && STATUS[images],
    samplingInterval: imageInterval,
    format: imageFormat,
    quality: imageQuality,
    width: imageWidth,
    height: imageHeight,
  }).filter(([, value]) => value !== undefined);
  const was = before.images as object | undefined;
  const off = images === undefined && was === undefined ? { status: 'DISABLED' } : {};
  return {
    ...(named.length === 0 ? {} : { images: { ...was, ...off, ...Object.fromEntries(named) } }),
    ...(notify === undefined
      ? {}
      : { notifications: { ...(before.notifications as object | undefined), status: STATUS[notify] } }),
  };
}

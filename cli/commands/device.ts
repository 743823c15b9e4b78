import { Command, Option } from 'commander';
import type { Context } from '../Context.ts';
import { withIotOptions } from '../device/iotOptions.ts';
import { byteSize } from '../options/byteSize.ts';
import { withEventOptions } from '../options/eventOptions.ts';
import { frameRate, pictureSize } from '../options/pictureOptions.ts';
import { withSystemOptions } from '../options/systemOptions.ts';
import { TIME_FORMS } from '../options/timeRange.ts';
import { timeSpan } from '../options/timeSpan.ts';
import type { RunAction } from '../program.ts';

const EXAMPLES = `
A file or pipe ends the command when its last fragment is PERSISTED; a camera runs until Ctrl-C.

Examples:
  $ kvs-archiver device run --stream front-door --source ./garden.mp4 --create
  $ kvs-archiver device run --stream front-door --source old.mkv --speed max --start 2026-11-21T14:00:00Z
  $ rpicam-vid -t 0 --inline -o - | kvs-archiver device run --stream garden --source -
  $ kvs-archiver device run --stream yard --source rtsp://camera.local/live
  $ kvs-archiver device run --stream lab --source test --create
  $ kvs-archiver device run --stream lab --source test --spool /var/lib/camera --spool-bytes 8GB --live-first`;

const EVENT_EXAMPLES = `
Without an option, what the device's own --event-... options say goes for it.

Examples:
  $ kvs-archiver device run --stream front-door --source test --control /run/camera/control --event-image
  $ kvs-archiver device event --socket /run/camera/control --image --notify --metadata why=bell`;

const ENROL_EXAMPLES = `
Examples:
  $ kvs-archiver device enrol --thing front-door --out ./front-door
  $ kvs-archiver device run --iot-config ./front-door/device.json --source test --create
  $ kvs-archiver device enrol --stage prod --region eu-west-1 --thing front-door --out ./front-door | sh`;

const SMALLEST_SPOOL = 1_000_000;
const USUAL_SPOOL = 2_000_000_000;
const HOUR_MS = 3_600_000;

/** `kvs-archiver device ...`: the camera side. */
export function deviceCommand(context: Context, run: RunAction): Command {
  const command = new Command('run')
    .description('send a video to a stream, fragment by fragment, until KVS has stored it')
    .option('--stream <stream>', "default: the name of the device's thing")
    .requiredOption(
      '--source <source>',
      'an MP4, MOV or Matroska file or URL; - for a pipe of Matroska, H.264 or H.265; rtsp://…; /dev/video0; or test',
    )
    .addOption(
      new Option('--speed <speed>', 'real-time, or as fast as it is taken')
        .choices(['real-time', 'max'])
        .default('real-time'),
    )
    .option('--start <time>', `footage time of the first picture of a file: ${TIME_FORMS} (default: now)`)
    .addOption(
      new Option(
        '--fps <rate>',
        'pictures a second, of a pipe that does not say or a camera at this machine',
      ).argParser(frameRate),
    )
    .addOption(new Option('--size <width>x<height>', 'of a camera at this machine').argParser(pictureSize))
    .option('--spool <folder>', 'keep what is not yet stored in this folder: it outlasts the process and an outage')
    .addOption(
      new Option('--spool-bytes <size>', 'what the spool may hold; the oldest goes first')
        .argParser(byteSize(SMALLEST_SPOOL))
        .default(USUAL_SPOOL, '2GB'),
    )
    .option('--live-first', 'after an outage the live picture goes first, what waited in between')
    .option('--events-only', 'send nothing until an event, then what was before and after it')
    .addOption(
      new Option('--pre-roll <span>', 'how much before an event').argParser(timeSpan(HOUR_MS)).default(10_000, '10s'),
    )
    .addOption(
      new Option('--post-roll <span>', 'how much after an event').argParser(timeSpan(HOUR_MS)).default(10_000, '10s'),
    )
    .addOption(
      new Option('--status <form>', 'a line on a terminal and plain lines elsewhere, JSON lines on stdout, or nothing')
        .choices(['auto', 'json', 'off'])
        .default('auto'),
    )
    .addOption(new Option('--json-lines', 'the same as --status json').conflicts('json'))
    .option('--create', 'create the stream, with a day of retention, where it does not exist')
    .addHelpText('after', EXAMPLES);
  withSystemOptions(withIotOptions(withEventOptions(command))).action(
    run(async (options) => {
      const { runDevice } = await import('../device/runDevice.ts');
      return runDevice(options, context);
    }),
  );
  const enrol = new Command('enrol')
    .description(
      'make a thing with a certificate, and the folder that its device needs; for a stack in AWS: print the commands that do',
    )
    .requiredOption('--thing <name>', 'the name of the device, and of its stream')
    .requiredOption('--out <folder>', 'for key, certificate and device.json')
    .addHelpText('after', ENROL_EXAMPLES);
  withSystemOptions(enrol).action(
    run(async (options) => {
      const { enrolDevice } = await import('../device/enrolDevice.ts');
      return enrolDevice(options, context);
    }),
  );
  const event = new Command('event')
    .description('tell a running device that something happened: the fragment that is open then is marked')
    .requiredOption('--socket <socket>', 'where the device takes events (its --control)')
    .option('--image', 'make an image of it')
    .option('--image-prefix <prefix>', "put before the image's name")
    .option('--notify', 'announce it')
    .option('--metadata <name=value...>', 'own words that go with it')
    .option('--json', 'JSON on stdout')
    .addHelpText('after', EVENT_EXAMPLES)
    .action(
      run(async (options) => {
        const { sendDeviceEvent } = await import('../device/sendDeviceEvent.ts');
        return sendDeviceEvent(options, context);
      }),
    );
  return new Command('device').description('be a camera').addCommand(command).addCommand(event).addCommand(enrol);
}

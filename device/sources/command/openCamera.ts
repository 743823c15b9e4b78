import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ArchiverError } from '../../../core/errors.ts';
import type { System } from '../../../core/system.ts';
import { LiveSource } from '../live/LiveSource.ts';
import { type Command, CommandFeed } from './CommandFeed.ts';
import { ffmpegCaptureCommand, ffmpegNetworkCommand } from './ffmpegCommand.ts';
import { findProgram } from './findProgram.ts';
import { gstreamerCaptureCommand, gstreamerNetworkCommand } from './gstreamerCommand.ts';
import { Secrets } from './Secrets.ts';

/** A network camera or one at the machine. */
export interface CameraOptions {
  /** `rtsp://…` (or another address that ffmpeg reads), or `/dev/video0`. */
  readonly location: string;
  /** Of a camera at the machine: `1280x720`. */
  readonly size?: string;
  readonly framesPerSecond?: number;
  readonly stallMs?: number;
  /** Where programs are looked for: PATH. */
  readonly path: string;
  readonly system: System;
  readonly onNotice: (message: string) => void;
}

const NETWORK = /^(rtsps?|rtmps?|rtp|srt|udp|tcp):\/\//i;
const DEVICE = /^\/dev\/(v4l\/.+|video\d+)$/;
const LOOK_MS = 5_000;

/** Whether a location is one that a program of the system must read. */
export function isCamera(location: string): boolean {
  return NETWORK.test(location) || DEVICE.test(location);
}

/**
 * A camera that the system's ffmpeg or GStreamer reads. The program is run without a shell, and run again with growing
 * pauses when it ends or brings no pictures; passwords appear in no message.
 * @throws ArchiverError `NotFound` when neither is installed, `NotYetAvailable` when the camera gives no video at first.
 */
export async function openCamera(options: CameraOptions, abort?: AbortSignal): Promise<LiveSource> {
  const { location, system, onNotice, stallMs, framesPerSecond } = options;
  const secrets = new Secrets(location);
  const name = secrets.hide(location);
  const command = await commandFor(options, name);
  return await LiveSource.open(
    {
      name,
      connect: () => new CommandFeed(command, secrets),
      restarts: true,
      advice: NETWORK.test(location)
        ? `see whether the camera answers (ffprobe ${name}), and whether its address, name and password are right`
        : `see whether the camera is there and free (v4l2-ctl --device ${name} --all)`,
      speed: 'real-time',
      ...(stallMs === undefined ? {} : { stallMs }),
      ...(framesPerSecond === undefined ? {} : { framesPerSecond }),
      system,
      onNotice,
    },
    abort,
  );
}

async function commandFor(options: CameraOptions, name: string): Promise<Command> {
  const { location, path } = options;
  const ffmpeg = await findProgram('ffmpeg', path);
  const gstreamer = ffmpeg === undefined ? await findProgram('gst-launch-1.0', path) : undefined;
  if (NETWORK.test(location)) {
    if (ffmpeg !== undefined) return ffmpegNetworkCommand(ffmpeg, location);
    if (gstreamer !== undefined && /^rtsps?:/i.test(location)) return gstreamerNetworkCommand(gstreamer, location);
    throw notInstalled(name);
  }
  const { size, framesPerSecond } = options;
  const wanted = {
    ...(size === undefined ? {} : { size }),
    ...(framesPerSecond === undefined ? {} : { framesPerSecond }),
  };
  if (ffmpeg !== undefined) {
    return ffmpegCaptureCommand(ffmpeg, location, { ...wanted, encodes: await deviceEncodes(ffmpeg, location) });
  }
  if (gstreamer !== undefined) return gstreamerCaptureCommand(gstreamer, location, { ...wanted, encodes: false });
  throw notInstalled(name);
}

/** Whether the device gives H.264 itself: its list of formats, which ffmpeg prints and then ends with an error. */
async function deviceEncodes(ffmpeg: string, device: string): Promise<boolean> {
  const look = ['-hide_banner', '-nostdin', '-f', 'v4l2', '-list_formats', 'all', '-i', device];
  const looking = promisify(execFile)(ffmpeg, look, { timeout: LOOK_MS });
  looking.child.stdin?.end();
  const listed = await looking.then(
    ({ stderr }) => stderr,
    (error: { stderr?: string }) => error.stderr ?? '',
  );
  return /Compressed\s*:\s*h264\b/i.test(listed);
}

function notInstalled(name: string): ArchiverError {
  return new ArchiverError(
    'NotFound',
    `--source ${name} is read by ffmpeg or GStreamer, and neither is on PATH: install one ` +
      '(Debian, Ubuntu, Raspberry Pi OS: sudo apt install ffmpeg; macOS: brew install ffmpeg), or pipe the video in with --source -',
  );
}

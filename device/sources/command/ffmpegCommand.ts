import type { Command } from './CommandFeed.ts';
import { hasCredentials } from './Secrets.ts';

/** How a V4L2 device is to be opened. */
export interface CaptureSettings {
  /** `1280x720`; the device's own choice where not given. */
  readonly size?: string;
  readonly framesPerSecond?: number;
  /** The device encodes H.264 itself. */
  readonly encodes: boolean;
}

const QUIET = ['-hide_banner', '-loglevel', 'error'];
/** Clusters at each key frame; nothing of the file's end is waited for. */
const TO_MATROSKA = ['-flush_packets', '1', '-f', 'matroska', '-live', '1', 'pipe:1'];
const PROTOCOLS = 'pipe,file,fd,rtsp,rtsps,rtmp,rtmps,rtp,srt,http,https,tcp,tls,udp,crypto';

/**
 * ffmpeg as the reader of a network camera: nothing is encoded again. An address with a password goes in by standard
 * input as a list of one entry, since anybody on the machine can read the arguments of a program.
 */
export function ffmpegNetworkCommand(program: string, address: string): Command {
  const isRtsp = /^rtsps?:/i.test(address);
  const copy = ['-map', '0:v:0', '-map', '0:a:0?', '-c', 'copy', ...TO_MATROSKA];
  const look = ['-fflags', '+genpts', '-analyzeduration', '2000000'];
  if (!hasCredentials(address)) {
    const transport = isRtsp ? ['-rtsp_transport', 'tcp'] : [];
    return { program, arguments: [...QUIET, '-nostdin', ...look, ...transport, '-i', address, ...copy] };
  }
  const entry = `ffconcat version 1.0\nfile '${address.replaceAll("'", "'\\''")}'\n`;
  const transport = isRtsp ? 'option rtsp_transport tcp\n' : '';
  return {
    program,
    arguments: [
      ...QUIET,
      ...look,
      '-f',
      'concat',
      '-safe',
      '0',
      '-protocol_whitelist',
      PROTOCOLS,
      '-i',
      'pipe:0',
      ...copy,
    ],
    input: entry + transport,
  };
}

/** ffmpeg as the reader of a camera at the machine; encoded only where the camera does not do it itself. */
export function ffmpegCaptureCommand(program: string, device: string, settings: CaptureSettings): Command {
  const { size, framesPerSecond, encodes } = settings;
  const rate = framesPerSecond ?? 25;
  const encode = encodes
    ? ['-c:v', 'copy']
    : [
        '-c:v',
        'libx264',
        '-preset',
        'veryfast',
        '-tune',
        'zerolatency',
        '-pix_fmt',
        'yuv420p',
        '-g',
        `${Math.round(rate * 2)}`,
      ];
  return {
    program,
    arguments: [
      ...QUIET,
      '-nostdin',
      '-f',
      'v4l2',
      ...(encodes ? ['-input_format', 'h264'] : []),
      ...(size === undefined ? [] : ['-video_size', size]),
      ...(framesPerSecond === undefined ? [] : ['-framerate', `${framesPerSecond}`]),
      '-i',
      device,
      '-an',
      ...encode,
      ...TO_MATROSKA,
    ],
  };
}

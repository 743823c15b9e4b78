import type { Command } from './CommandFeed.ts';
import type { CaptureSettings } from './ffmpegCommand.ts';

const PARSED = 'video/x-h264,alignment=au;video/x-h265,alignment=au';
const TO_MATROSKA = ['!', 'matroskamux', 'streamable=true', '!', 'fdsink', 'fd=1'];

/**
 * GStreamer as the reader of a network camera: its video, not encoded again. Its launcher takes a password only as an
 * argument; where that must not be seen, ffmpeg is the one to install.
 */
export function gstreamerNetworkCommand(program: string, address: string): Command {
  const source = ['rtspsrc', `location=${address}`, 'protocols=tcp', 'latency=200'];
  return { program, arguments: ['-q', ...source, '!', 'parsebin', '!', PARSED, ...TO_MATROSKA] };
}

/** GStreamer as the reader of a camera at the machine. */
export function gstreamerCaptureCommand(program: string, device: string, settings: CaptureSettings): Command {
  const { size, framesPerSecond, encodes } = settings;
  const [width, height] = size?.split('x') ?? [];
  const shape = [
    ...(width === undefined || height === undefined ? [] : [`width=${width}`, `height=${height}`]),
    ...(framesPerSecond === undefined ? [] : [`framerate=${Math.round(framesPerSecond)}/1`]),
  ];
  const caps = (kind: string) => [kind, ...shape].join(',');
  const encode = encodes
    ? [caps('video/x-h264')]
    : [
        caps('video/x-raw'),
        '!',
        'videoconvert',
        '!',
        'x264enc',
        'tune=zerolatency',
        'speed-preset=veryfast',
        `key-int-max=${Math.round((framesPerSecond ?? 25) * 2)}`,
      ];
  return {
    program,
    arguments: ['-q', 'v4l2src', `device=${device}`, '!', ...encode, '!', 'h264parse', ...TO_MATROSKA],
  };
}

import type { CaptureOrder, SpriteOrder, TranscodeOrder, VideoOrder } from '../TranscodeOrder.ts';

/** The first of the pipes that the outputs are written to: what is below it is the process's own. */
export const FIRST_PIPE = 3;

/** What comes out of a pipe. */
export type PipeContent =
  | { readonly kind: 'video'; readonly track: number }
  | { readonly kind: 'audio' }
  | { readonly kind: 'capture'; readonly capture: number }
  | { readonly kind: 'sheet' };

export interface FfmpegRun {
  readonly arguments: readonly string[];
  /** By number of the pipe less `FIRST_PIPE`. */
  readonly pipes: readonly PipeContent[];
}

/** ffmpeg's scale of JPEG goes from 2 (best) to 31. */
const jpegScale = (quality: number): number => Math.max(2, Math.min(31, Math.round(31 - (quality * 29) / 100)));

const scaled = ({ width, height }: { width: number; height: number }): string => `scale=${width}:${height},setsar=1`;

/** The frame that is shown at the beginning, and the first at or after each so many seconds. */
const oneEach = (seconds: number, most?: number): string => {
  const step = (time: string): string => `floor(${time}/${seconds}+0.000001)`;
  const chosen = `isnan(prev_selected_t)+gt(${step('t')},${step('prev_selected_t')})`;
  const limited = most === undefined ? chosen : `lt(selected_n,${most})*(${chosen})`;
  return `select='${limited}'`;
};

/**
 * How the system's ffmpeg carries out an order for one source: decoded once, everything written to pipes while it is made,
 * so that nothing needs room on a disk. Fragments are made by the muxer, one for each group of pictures.
 */
export function ffmpegArguments(order: TranscodeOrder): FfmpegRun {
  const [source = ''] = order.sources;
  const pipes: PipeContent[] = [];
  const filters: string[] = [];
  const outputs: string[] = [];
  const add = (content: PipeContent, options: readonly string[]): void => {
    outputs.push(...options, `pipe:${FIRST_PIPE + pipes.length}`);
    pipes.push(content);
  };

  const labels = [...order.video, ...order.captures, ...(order.sprite === undefined ? [] : [order.sprite])].map(
    (_each, index) => `[in${index}]`,
  );
  const { frameRate, deinterlace } = order;
  const common = [
    ...(deinterlace ? ['yadif=mode=send_frame:deint=interlaced'] : []),
    ...(frameRate === 'source' ? [] : [`fps=${frameRate.numerator}/${frameRate.denominator}`]),
    `split=${labels.length}${labels.join('')}`,
  ];
  filters.push(`[0:v:0]${common.join(',')}`);
  const branch = (filter: string): string => {
    const index = filters.length - 1;
    filters.push(`[in${index}]${filter}[out${index}]`);
    return `[out${index}]`;
  };

  order.video.forEach((each, track) => {
    add({ kind: 'video', track }, ['-map', branch(`${scaled(each)},format=yuv420p`), ...encoded(each, order)]);
  });
  order.captures.forEach((each, capture) => {
    add({ kind: 'capture', capture }, pictures(branch(captured(each)), each));
  });
  if (order.sprite !== undefined) add({ kind: 'sheet' }, pictures(branch(tiled(order.sprite)), { quality: 80 }));
  if (order.audio !== undefined) {
    const { bitrate, channels, sampleRate } = order.audio;
    add({ kind: 'audio' }, [
      ...['-map', '0:a:0', '-c:a', 'aac', '-b:a', `${bitrate}`, '-ac', `${channels}`, '-ar', `${sampleRate}`],
      ...['-movflags', '+empty_moov+default_base_moof+skip_trailer', '-frag_duration', '500000', '-f', 'mp4'],
    ]);
  }
  return {
    arguments: [
      ...['-nostdin', '-hide_banner', '-nostats', '-v', 'error', '-progress', 'pipe:1', '-y'],
      ...(order.rotate ? [] : ['-noautorotate']),
      ...['-i', source, '-filter_complex', filters.join(';')],
      ...outputs,
    ],
    pipes,
  };
}

function encoded({ height, width, bitrate, maxBitrate }: VideoOrder, { gopSeconds }: TranscodeOrder): string[] {
  return [
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-profile:v', Math.min(width, height) >= 480 ? 'high' : 'main'],
    ...['-crf', '23', '-maxrate', `${maxBitrate}`, '-bufsize', `${Math.max(bitrate, maxBitrate) * 2}`],
    // Pictures are shown in the order in which they are decoded: no shift between the tracks.
    ...['-bf', '0', '-sc_threshold', '0', '-g', '100000', '-keyint_min', '1'],
    ...['-force_key_frames', `expr:gte(t,n_forced*${gopSeconds})`],
    ...['-movflags', '+frag_keyframe+empty_moov+default_base_moof+skip_trailer', '-f', 'mp4'],
  ];
}

const captured = (order: CaptureOrder): string =>
  `${oneEach(order.everySeconds, order.most)},${scaled(order)},format=yuvj420p,setpts=N/TB`;

const tiled = (order: SpriteOrder): string =>
  `${oneEach(order.everySeconds)},${scaled(order)},tile=${order.columns}x${order.rows},format=yuvj420p,setpts=N/TB`;

/** One a second, as their times were set: none is doubled, none dropped. */
const pictures = (label: string, { quality }: { quality: number }): string[] => [
  ...['-map', label, '-r', '1', '-c:v', 'mjpeg', '-q:v', `${jpegScale(quality)}`, '-f', 'image2pipe'],
];

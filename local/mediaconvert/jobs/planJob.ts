import type { FrameRate } from '../../../core/packages/transcode/planFrameRate.ts';
import type {
  AudioOrder,
  CaptureOrder,
  SpriteOrder,
  TranscodeOrder,
  VideoOrder,
} from '../../transcode/TranscodeOrder.ts';
import { JobFault, notHere } from './JobFault.ts';
import type { H264WireSettings, JobSettings, OutputGroupSettings, OutputSettings, VideoSettings } from './JobRecord.ts';
import { baseOf, placeOf, type S3Place } from './S3Place.ts';

/** Documented: CmafGroupSettings, segmentLength; CmafImageBasedTrickPlaySettings, thumbnailWidth; H264Settings, gopSize. */
const DEFAULT_SEGMENT_SECONDS = 10;
const DEFAULT_THUMBNAIL_WIDTH = 312;
const DEFAULT_GOP_SECONDS = 2;
/** Documented: AacSettings, bitrate; FrameCaptureSettings: one a second of quality 80 (assumed). */
const DEFAULT_AUDIO_BITRATE = 96_000;
const DEFAULT_QUALITY = 80;
/** Of a bitrate that is only limited, so much is spent: what the encoder has no quality to aim at. */
const SPENT_OF_MOST = 0.6;

/** One file for each size of the picture, or the sound, of a ladder. */
export interface RenditionPlace {
  /** Number of its output in the group. */
  readonly output: number;
  readonly modifier: string;
}

export interface LadderPlan {
  /** Number of the output group. */
  readonly group: number;
  readonly base: S3Place;
  readonly segmentSeconds: number;
  readonly writesHls: boolean;
  /** By number in the order. */
  readonly video: readonly (RenditionPlace & { readonly width: number; readonly height: number })[];
  readonly audio?: RenditionPlace & { readonly groupId: string; readonly channels: number };
}

export interface CapturePlan {
  readonly group: number;
  readonly output: number;
  /** With the output's own modifier. */
  readonly base: S3Place;
}

/** What a job comes to on this machine. */
export interface JobPlan {
  readonly inputs: readonly S3Place[];
  readonly order: Omit<TranscodeOrder, 'sources'>;
  readonly ladder: LadderPlan;
  /** By number in the order. */
  readonly captures: readonly CapturePlan[];
}

/**
 * What is to be made of a job's settings: one ladder in CMAF, and captured pictures.
 *
 * @throws JobFault 1040 for what does not go together; 1999 for what the service can and this stack cannot
 */
export function planJob({ inputs = [], outputGroups = [] }: JobSettings): JobPlan {
  const places = inputs.map(({ fileInput = '' }) => placeOf(fileInput) ?? fail(notHere(`an input from ${fileInput}`)));
  const [input] = places;
  if (input === undefined) throw notHere('a job without inputs');
  const numbered = outputGroups.map((group, number) => ({ group, number }));
  const typeOf = ({ outputGroupSettings }: OutputGroupSettings): string => outputGroupSettings?.type ?? '';
  const [cmaf, ...others] = numbered.filter(({ group }) => typeOf(group) === 'CMAF_GROUP_SETTINGS');
  const files = numbered.filter(({ group }) => typeOf(group) === 'FILE_GROUP_SETTINGS');
  if (cmaf === undefined || others.length > 0 || files.length + 1 !== outputGroups.length)
    throw notHere('what is not one CMAF group, and groups of captured pictures');
  const ladder = planLadderOf(cmaf.group, cmaf.number, input);
  const captures = files.flatMap(({ group, number }) => planCaptures(group, number, input));
  const first = ladder.h264[0] ?? {};
  return {
    inputs: places,
    ladder: ladder.plan,
    captures: captures.map(({ plan }) => plan),
    order: {
      video: ladder.video,
      ...(ladder.audio === undefined ? {} : { audio: ladder.audio }),
      ...(ladder.sprite === undefined ? {} : { sprite: ladder.sprite }),
      captures: captures.map(({ order }) => order),
      frameRate: frameRateOf(ladder.h264),
      gopSeconds: first.gopSizeUnits === 'SECONDS' ? (first.gopSize ?? DEFAULT_GOP_SECONDS) : DEFAULT_GOP_SECONDS,
      segmentSeconds: ladder.plan.segmentSeconds,
      deinterlace: outputGroups.some(({ outputs = [] }) =>
        outputs.some(({ videoDescription: video }) => video?.videoPreprocessors?.deinterlacer !== undefined),
      ),
      // Documented: VideoSelector, rotate: a file is turned as it says where this is AUTO; the default is 0 degrees.
      rotate: inputs.some(({ videoSelector }) => videoSelector?.rotate === 'AUTO'),
    },
  };
}

function fail(fault: JobFault): never {
  throw fault;
}

/** Observed: the words. @param number of the description, from 1 */
function sizeOf({ width, height }: VideoSettings, number: number): { readonly width: number; readonly height: number } {
  if (width === undefined || height === undefined) throw notHere('an output without a width and a height');
  if (width % 2 !== 0 || height % 2 !== 0) {
    const message = `Invalid resolution [${width} x ${height}], only even values are supported. video_description [${number}].`;
    throw new JobFault(1040, message);
  }
  return { width, height };
}

function planLadderOf(group: OutputGroupSettings, number: number, input: S3Place) {
  const settings = group.outputGroupSettings?.cmafGroupSettings ?? {};
  const base = baseOf(settings.destination ?? '', input) ?? fail(notHere('a group without a destination'));
  if (base.bucket === input.bucket && base.key === input.key)
    throw new JobFault(1040, `Duplicate input and output path [${settings.destination}] found in job.`);
  const video: VideoOrder[] = [];
  const places: LadderPlan['video'][number][] = [];
  const h264: H264WireSettings[] = [];
  let audio: { readonly order: AudioOrder; readonly plan: NonNullable<LadderPlan['audio']> } | undefined;
  (group.outputs ?? []).forEach((output, index) => {
    const { nameModifier: modifier = '', videoDescription, audioDescriptions = [] } = output;
    if (videoDescription !== undefined) {
      const { codec, h264Settings } = videoDescription.codecSettings ?? {};
      if (codec !== 'H_264' || h264Settings === undefined) throw notHere(`video in ${codec}`);
      const size = sizeOf(videoDescription, places.length + 1);
      const maxBitrate = h264Settings.maxBitrate ?? h264Settings.bitrate ?? 1_000_000;
      h264.push(h264Settings);
      video.push({ ...size, maxBitrate, bitrate: h264Settings.bitrate ?? Math.round(maxBitrate * SPENT_OF_MOST) });
      places.push({ output: index, modifier, ...size });
    } else if (audio !== undefined || audioDescriptions.length > 1) throw notHere('more than one rendition of sound');
    else audio = planAudio(output, index);
  });
  const sprite = spriteOf(settings, places[0]);
  const plan: LadderPlan = {
    group: number,
    base,
    segmentSeconds: settings.segmentLength ?? DEFAULT_SEGMENT_SECONDS,
    writesHls: settings.writeHlsManifest !== 'DISABLED',
    video: places,
    ...(audio === undefined ? {} : { audio: audio.plan }),
  };
  return { plan, video, h264, sprite, audio: audio?.order };
}

function planAudio(
  { nameModifier: modifier = '', audioDescriptions = [], containerSettings }: OutputSettings,
  output: number,
) {
  const { codec, aacSettings = {} } = audioDescriptions[0]?.codecSettings ?? {};
  if (codec !== 'AAC') throw notHere(`sound in ${codec}`);
  const channels = aacSettings.codingMode === 'CODING_MODE_1_0' ? 1 : 2;
  const { bitrate = DEFAULT_AUDIO_BITRATE, sampleRate = 48_000 } = aacSettings;
  const groupId = containerSettings?.cmfcSettings?.audioGroupId ?? 'audio';
  return { order: { bitrate, sampleRate, channels }, plan: { output, modifier, groupId, channels } };
}

function spriteOf(
  {
    imageBasedTrickPlay = 'NONE',
    imageBasedTrickPlaySettings: settings = {},
  }: NonNullable<NonNullable<OutputGroupSettings['outputGroupSettings']>['cmafGroupSettings']>,
  top: { readonly width: number; readonly height: number } | undefined,
): SpriteOrder | undefined {
  if (imageBasedTrickPlay === 'NONE' || top === undefined) return undefined;
  if (imageBasedTrickPlay !== 'ADVANCED') throw notHere(`image-based trick play ${imageBasedTrickPlay}`);
  const {
    thumbnailWidth: width = DEFAULT_THUMBNAIL_WIDTH,
    thumbnailInterval,
    tileWidth = 1,
    tileHeight = 1,
  } = settings;
  const height = settings.thumbnailHeight ?? 2 * Math.round((width * top.height) / top.width / 2);
  return {
    width,
    height,
    everySeconds: thumbnailInterval ?? DEFAULT_GOP_SECONDS,
    columns: tileWidth,
    rows: tileHeight,
  };
}

function planCaptures({ outputGroupSettings, outputs = [] }: OutputGroupSettings, group: number, input: S3Place) {
  const base = baseOf(outputGroupSettings?.fileGroupSettings?.destination ?? '', input);
  if (base === undefined) throw notHere('a group without a destination');
  return outputs.map(({ videoDescription, nameModifier = '' }, output) => {
    const capture = videoDescription?.codecSettings?.frameCaptureSettings;
    if (videoDescription === undefined || capture === undefined) throw notHere('a file that is no captured picture');
    const order: CaptureOrder = {
      ...sizeOf(videoDescription, output + 1),
      everySeconds: (capture.framerateDenominator ?? 1) / (capture.framerateNumerator ?? 1),
      most: capture.maxCaptures ?? Number.MAX_SAFE_INTEGER,
      quality: capture.quality ?? DEFAULT_QUALITY,
    };
    const plan: CapturePlan = { group, output, base: { ...base, key: `${base.key}${nameModifier}` } };
    return { order, plan };
  });
}

function frameRateOf(settings: readonly H264WireSettings[]): FrameRate {
  const rates = settings.map(
    ({ framerateControl, framerateNumerator: numerator, framerateDenominator: denominator }) =>
      framerateControl === 'SPECIFIED' && numerator !== undefined && denominator !== undefined
        ? { numerator, denominator }
        : ('source' as const),
  );
  const [first = 'source'] = rates;
  if (rates.some((rate) => JSON.stringify(rate) !== JSON.stringify(first)))
    throw notHere('renditions at several frame rates');
  return first;
}

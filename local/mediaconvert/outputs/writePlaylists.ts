/** A segment that is in place. */
export interface WrittenSegment {
  readonly name: string;
  readonly seconds: number;
  readonly bytes: number;
}

/** A rendition that is in place: names are relative to the multivariant playlist. */
export interface WrittenTrack {
  readonly playlist: string;
  readonly init: string;
  readonly codec: string;
  readonly segments: readonly WrittenSegment[];
}

export interface WrittenVideo extends WrittenTrack {
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
}

export interface WrittenAudio extends WrittenTrack {
  readonly groupId: string;
  readonly channels: number;
}

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`;

/** Documented: TargetDurationCompatibilityMode SPEC_COMPLIANT: rounded to the nearest whole second. */
const targetOf = (segments: readonly { readonly seconds: number }[]): number =>
  Math.max(1, ...segments.map(({ seconds }) => Math.round(seconds)));

/** The playlist of one rendition (RFC 8216). */
export function mediaPlaylist({ init, segments }: WrittenTrack): string {
  return lines([
    '#EXTM3U',
    '#EXT-X-VERSION:6',
    `#EXT-X-TARGETDURATION:${targetOf(segments)}`,
    '#EXT-X-MEDIA-SEQUENCE:1',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    `#EXT-X-MAP:URI="${init}"`,
    ...segments.flatMap(({ name, seconds }) => [`#EXTINF:${seconds.toFixed(5)},`, name]),
    '#EXT-X-ENDLIST',
  ]);
}

const bitsOf = ({ bytes, seconds }: WrittenSegment): number => (bytes * 8) / Math.max(0.001, seconds);
const peakOf = ({ segments }: WrittenTrack): number => Math.ceil(Math.max(0, ...segments.map(bitsOf)));
const averageOf = ({ segments }: WrittenTrack): number => {
  const bytes = segments.reduce((sum, each) => sum + each.bytes, 0);
  const seconds = segments.reduce((sum, each) => sum + each.seconds, 0);
  return Math.ceil((bytes * 8) / Math.max(0.001, seconds));
};

/** The playlist that a player begins with. */
export function multivariantPlaylist(
  video: readonly WrittenVideo[],
  audio: WrittenAudio | undefined,
  images:
    | { readonly playlist: string; readonly bandwidth: number; readonly width: number; readonly height: number }
    | undefined,
): string {
  const sound =
    audio === undefined
      ? []
      : [
          `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="${audio.groupId}",NAME="${audio.groupId}",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="${audio.channels}",URI="${audio.playlist}"`,
        ];
  const pictures =
    images === undefined
      ? []
      : [
          `#EXT-X-IMAGE-STREAM-INF:BANDWIDTH=${images.bandwidth},RESOLUTION=${images.width}x${images.height},CODECS="jpeg",URI="${images.playlist}"`,
        ];
  const variants = video.flatMap((each) => {
    const codecs = [each.codec, ...(audio === undefined ? [] : [audio.codec])].join(',');
    const [peak, average] = [peakOf, averageOf].map((of) => of(each) + (audio === undefined ? 0 : of(audio)));
    const attributes = [
      `BANDWIDTH=${peak}`,
      `AVERAGE-BANDWIDTH=${average}`,
      `CODECS="${codecs}"`,
      `RESOLUTION=${each.width}x${each.height}`,
      `FRAME-RATE=${each.frameRate.toFixed(3)}`,
      ...(audio === undefined ? [] : [`AUDIO="${audio.groupId}"`]),
    ];
    return [`#EXT-X-STREAM-INF:${attributes.join(',')}`, each.playlist];
  });
  return lines(['#EXTM3U', '#EXT-X-VERSION:6', '#EXT-X-INDEPENDENT-SEGMENTS', ...sound, ...variants, ...pictures]);
}

/** Sheets of small pictures (Roku, "HLS and DASH trick mode", which the service says that it follows). */
export function imagePlaylist(
  sheets: readonly { readonly name: string; readonly seconds: number }[],
  tiles: {
    readonly width: number;
    readonly height: number;
    readonly columns: number;
    readonly rows: number;
    readonly everySeconds: number;
  },
): string {
  return lines([
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${targetOf(sheets)}`,
    '#EXT-X-MEDIA-SEQUENCE:1',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-IMAGES-ONLY',
    ...sheets.flatMap(({ name, seconds }) => [
      `#EXTINF:${seconds.toFixed(5)},`,
      `#EXT-X-TILES:RESOLUTION=${tiles.width}x${tiles.height},LAYOUT=${tiles.columns}x${tiles.rows},DURATION=${tiles.everySeconds.toFixed(3)}`,
      name,
    ]),
    '#EXT-X-ENDLIST',
  ]);
}

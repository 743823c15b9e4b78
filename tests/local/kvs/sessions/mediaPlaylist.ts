/** A media segment as a playlist tells of it. */
export interface ListedSegment {
  readonly uri: string;
  readonly seconds: number;
  readonly sequence: number;
  /** Its own discontinuity sequence number (RFC 8216, 6.2.1). */
  readonly discontinuity: number;
  readonly isDiscontinuous: boolean;
  readonly map: string | undefined;
  readonly programMs: number | undefined;
}

export interface MediaPlaylist {
  readonly version: number;
  readonly type: string | undefined;
  readonly targetSeconds: number;
  readonly segments: readonly ListedSegment[];
  readonly isEnded: boolean;
}

const ONCE = [
  'EXT-X-VERSION',
  'EXT-X-TARGETDURATION',
  'EXT-X-MEDIA-SEQUENCE',
  'EXT-X-DISCONTINUITY-SEQUENCE',
  'EXT-X-PLAYLIST-TYPE',
  'EXT-X-INDEPENDENT-SEGMENTS',
  'EXT-X-ENDLIST',
];

function fault(what: string): never {
  throw new Error(`playlist: ${what}`);
}

/** Reads a media playlist, and throws where RFC 8216 (or Apple's authoring rules) does not allow what it says. */
export function readMediaPlaylist(text: string): MediaPlaylist {
  if (!text.endsWith('\n') || text.includes('\r')) fault('lines do not end with a line feed');
  const lines = text.slice(0, -1).split('\n');
  if (lines[0] !== '#EXTM3U') fault('does not begin with #EXTM3U');
  const header = new Map<string, string>();
  const segments: ListedSegment[] = [];
  let seconds: number | undefined;
  let map: string | undefined;
  let programMs: number | undefined;
  let isDiscontinuous = false;
  let discontinuities = 0;
  let isEnded = false;
  for (const line of lines.slice(1)) {
    if (isEnded) fault('goes on behind its end');
    const [tag = '', value = ''] = line.startsWith('#') ? splitTag(line) : ['', ''];
    if (ONCE.includes(tag)) {
      if (header.has(tag)) fault(`${tag} twice`);
      if (segments.length > 0 && tag !== 'EXT-X-ENDLIST') fault(`${tag} behind the first segment`);
      header.set(tag, value);
      isEnded = tag === 'EXT-X-ENDLIST';
    } else if (tag === 'EXTINF') {
      if (!/^\d+(\.\d+)?,$/.test(value)) fault(`EXTINF ${value}`);
      seconds = Number.parseFloat(value);
    } else if (tag === 'EXT-X-DISCONTINUITY') {
      isDiscontinuous = true;
      discontinuities++;
    } else if (tag === 'EXT-X-MAP') {
      map = /^URI="([^"]+)"$/.exec(value)?.[1] ?? fault(`map ${value}`);
    } else if (tag === 'EXT-X-PROGRAM-DATE-TIME') {
      if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)) fault(`time ${value}`);
      programMs = Date.parse(value);
    } else if (line.startsWith('#') || line === '') {
      fault(`has a line "${line}"`);
    } else {
      if (seconds === undefined) fault(`${line} without EXTINF`);
      segments.push({
        uri: line,
        seconds,
        sequence: Number(header.get('EXT-X-MEDIA-SEQUENCE') ?? 0) + segments.length,
        discontinuity: Number(header.get('EXT-X-DISCONTINUITY-SEQUENCE') ?? 0) + discontinuities,
        isDiscontinuous,
        map,
        programMs,
      });
      [seconds, programMs, isDiscontinuous] = [undefined, undefined, false];
    }
  }
  const playlist = {
    version: Number(header.get('EXT-X-VERSION') ?? 1),
    type: header.get('EXT-X-PLAYLIST-TYPE'),
    targetSeconds: Number(header.get('EXT-X-TARGETDURATION') ?? fault('no target duration')),
    segments,
    isEnded,
  };
  checkPlaylist(playlist);
  return playlist;
}

function checkPlaylist({ version, type, targetSeconds, segments, isEnded }: MediaPlaylist): void {
  if (!Number.isInteger(targetSeconds) || targetSeconds < 1) fault(`target duration ${targetSeconds}`);
  if (segments.some(({ map }) => map !== undefined) && version < 6) fault(`a map in version ${version}`);
  if (segments.some(({ seconds }) => !Number.isInteger(seconds)) && version < 3) fault(`fractions in ${version}`);
  if (type === 'VOD' && !isEnded) fault('VOD without an end');
  if (new Set(segments.map(({ uri }) => uri)).size !== segments.length) fault('names a segment twice');
  const dated = segments.filter(({ programMs }) => programMs !== undefined).length;
  if (dated !== 0 && dated !== segments.length) fault('some segments have a time, and some have none');
  let before: ListedSegment | undefined;
  for (const segment of segments) {
    if (Math.round(segment.seconds) > targetSeconds) fault(`${segment.seconds} s over the target ${targetSeconds}`);
    if (before !== undefined && (segment.programMs ?? 0) < (before.programMs ?? 0)) fault('program time goes back');
    before = segment;
  }
}

/** What a client that loads a playlist again relies on (RFC 8216, 6.2.1 and 6.2.2). */
export function checkReload(before: MediaPlaylist, after: MediaPlaylist): void {
  if (after.version !== before.version || after.type !== before.type) fault('changed version or type');
  if (before.isEnded && JSON.stringify(after) !== JSON.stringify(before)) fault('changed behind its end');
  if (after.targetSeconds < before.targetSeconds) fault('target duration shrank');
  const bySequence = new Map(before.segments.map((segment) => [segment.sequence, segment]));
  const [firstBefore, firstAfter] = [before.segments[0], after.segments[0]];
  if ((firstAfter?.sequence ?? 0) < (firstBefore?.sequence ?? 0)) fault('media sequence went back');
  if ((after.segments.at(-1)?.sequence ?? 0) < (before.segments.at(-1)?.sequence ?? 0))
    fault('segments went at the end');
  for (const segment of after.segments) {
    const known = bySequence.get(segment.sequence);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(segment)) {
      fault(`segment ${segment.sequence} changed from ${JSON.stringify(known)} to ${JSON.stringify(segment)}`);
    }
  }
}

function splitTag(line: string): [string, string] {
  const colon = line.indexOf(':');
  return colon < 0 ? [line.slice(1), ''] : [line.slice(1, colon), line.slice(colon + 1)];
}

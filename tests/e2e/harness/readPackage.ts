import { createFile, MP4BoxBuffer } from 'mp4box';
import { type MediaPlaylist, readMediaPlaylist } from '../../local/kvs/sessions/mediaPlaylist.ts';

/** A segment as it was fetched, read by mp4box, which none of our own code has anything to do with. */
export interface ReadSegment {
  readonly uri: string;
  readonly bytes: number;
  readonly contentType: string;
  /** Per track, in seconds of the presentation. */
  readonly tracks: readonly {
    readonly id: number;
    readonly isPicture: boolean;
    readonly fromS: number;
    readonly toS: number;
    readonly samples: number;
    readonly beginsWithKey: boolean;
  }[];
}

export interface ReadRendition {
  readonly uri: string;
  readonly bandwidth: number;
  readonly codecs: string;
  readonly playlist: MediaPlaylist;
  readonly segments: readonly ReadSegment[];
}

const attribute = (line: string, name: string): string =>
  new RegExp(`[:,]${name}=("[^"]*"|[^,]*)`).exec(line)?.[1]?.replace(/^"|"$/g, '') ?? '';

async function load(url: string): Promise<{ bytes: Uint8Array; contentType: string }> {
  const response = await fetch(url);
  const bytes = Buffer.from(await response.arrayBuffer());
  if (response.status !== 200) throw new Error(`${url}: ${response.status} ${bytes.toString('utf8').slice(0, 200)}`);
  return { bytes, contentType: response.headers.get('content-type') ?? '' };
}
const loadText = async (url: string): Promise<string> => Buffer.from((await load(url)).bytes).toString('utf8');

/** One by one with its init segment: mp4box goes by the time of the first segment that it is given. */
function readSegment(init: Uint8Array, media: Uint8Array): ReadSegment['tracks'] {
  const file = createFile();
  file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(Uint8Array.from(Buffer.concat([init, media])).buffer, 0));
  file.flush();
  return file.getInfo().tracks.flatMap(({ id, timescale, video }) => {
    const samples = file.getTrackSamplesInfo(id);
    const [first, last] = [samples[0], samples.at(-1)];
    if (first === undefined || last === undefined) return [];
    return [
      {
        id,
        isPicture: video !== undefined,
        fromS: first.dts / timescale,
        toS: (last.dts + last.duration) / timescale,
        samples: samples.length,
        beginsWithKey: first.is_sync,
      },
    ];
  });
}

async function readRendition(uri: string, line: string): Promise<ReadRendition> {
  const playlist = readMediaPlaylist(await loadText(uri));
  const inits = new Map<string, Uint8Array>();
  const segments: ReadSegment[] = [];
  for (const { uri: media, map = '' } of playlist.segments) {
    const known = inits.get(map) ?? (await load(new URL(map, uri).href)).bytes;
    inits.set(map, known);
    const { bytes, contentType } = await load(new URL(media, uri).href);
    segments.push({ uri: media, bytes: bytes.length, contentType, tracks: readSegment(known, bytes) });
  }
  const [bandwidth, codecs] = [Number(attribute(line, 'BANDWIDTH')), attribute(line, 'CODECS')];
  return { uri, bandwidth, codecs, playlist, segments };
}

/** All renditions of a package, every segment of them, from the address that players are given. */
export async function readPackage(hls: string): Promise<readonly ReadRendition[]> {
  const lines = (await loadText(hls)).split('\n');
  if (lines[0] !== '#EXTM3U') throw new Error('the playlist of renditions does not begin with #EXTM3U');
  const renditions: ReadRendition[] = [];
  for (const [at, line] of lines.entries()) {
    if (!line.startsWith('#EXT-X-STREAM-INF:')) continue;
    renditions.push(await readRendition(new URL(lines[at + 1] ?? '', hls).href, line));
  }
  return renditions;
}

/**
 * What RFC 8216 and Apple's authoring rules say against a rendition, beyond what `readMediaPlaylist` refuses by itself:
 * segments are as long as they are said to be, begin with a key frame, follow each other without a seam, and are no
 * larger than the bandwidth says.
 */
export function renditionFaults({ bandwidth, codecs, playlist, segments }: ReadRendition): string[] {
  const faults: string[] = [];
  if (!(bandwidth > 0)) faults.push('no BANDWIDTH (4.3.4.2)');
  if (codecs === '') faults.push('no CODECS (4.3.4.2)');
  if (playlist.type !== 'VOD' || !playlist.isEnded) faults.push('neither VOD nor ended (4.3.3.5)');
  if (playlist.version < 6) faults.push('EXT-X-MAP needs version 6 (7)');
  if (segments.length === 0) faults.push('no segments');
  for (const [at, { uri, bytes, contentType, tracks }] of segments.entries()) {
    const { seconds, isDiscontinuous } = playlist.segments[at] ?? { seconds: 0, isDiscontinuous: false };
    const place = `segment ${at} (${uri.replace(/\?.*/, '')})`;
    const picture = tracks.find(({ isPicture }) => isPicture);
    if (!/^(video|audio)\/(mp4|iso\.segment)$/.test(contentType)) faults.push(`${place}: is ${contentType}`);
    if (Math.round(seconds) > playlist.targetSeconds)
      faults.push(`${place}: longer than EXT-X-TARGETDURATION (4.3.3.1)`);
    if (picture === undefined) faults.push(`${place}: no picture`);
    else if (!picture.beginsWithKey) faults.push(`${place}: does not begin with a key frame`);
    else if (Math.abs(picture.toS - picture.fromS - seconds) > 0.1) {
      faults.push(`${place}: lasts ${picture.toS - picture.fromS} s and says ${seconds} (4.3.2.1)`);
    }
    // A last segment of a few frames says nothing about the rest.
    if ((bytes * 8) / Math.max(seconds, 0.5) > bandwidth * 1.1) faults.push(`${place}: above its BANDWIDTH`);
    for (const { id, fromS } of isDiscontinuous ? [] : tracks) {
      const before = segments[at - 1]?.tracks.find((track) => track.id === id);
      if (before !== undefined && Math.abs(fromS - before.toS) > 0.05) {
        faults.push(`${place}: track ${id} begins at ${fromS} s, the one before ends at ${before.toS}`);
      }
    }
  }
  return faults;
}

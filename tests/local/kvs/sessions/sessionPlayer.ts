import {
  GetHLSStreamingSessionURLCommand,
  type GetHLSStreamingSessionURLCommandInput,
} from '@aws-sdk/client-kinesis-video-archived-media';
import type { Frame } from '../../../../core/matroska/StoredFragment.ts';
import type { Track } from '../../../../core/matroska/Track.ts';
import { body } from '../matroskaBody.ts';
import { putWhole } from '../putMediaSender.ts';
import type { RunningKvs } from '../startKvs.ts';
import { type MediaPlaylist, readMediaPlaylist } from './mediaPlaylist.ts';

export const START = 1_700_000_000_000;
export const HOUR = 3_600_000;

/** Frames of a group moved so that the group begins at `toMs`. */
export function moved(group: readonly Frame[], toMs: number): Frame[] {
  const firstMs = Math.min(...group.map(({ timeMs }) => timeMs));
  return group.map((one) => ({ ...one, timeMs: one.timeMs - firstMs + toMs }));
}

/** Sends groups of pictures to stream `s`, each a fragment, beginning at the given producer times. */
export async function put(
  kvs: RunningKvs,
  tracks: readonly Track[],
  groups: readonly (readonly Frame[])[],
  startsMs: readonly number[],
): Promise<void> {
  const sketches = startsMs.map((timecodeMs, index) => ({
    timecodeMs,
    frames: moved(groups[index % groups.length] ?? [], timecodeMs),
  }));
  const acks = await putWhole({ port: kvs.port, streamName: 's' }, body(sketches, tracks));
  expect(acks.at(-1)?.EventType).toBe('PERSISTED');
}

export async function openHls(
  kvs: RunningKvs,
  input: Omit<GetHLSStreamingSessionURLCommandInput, 'StreamName'> = {},
): Promise<string> {
  const { HLSStreamingSessionURL = '' } = await kvs.archived.send(
    new GetHLSStreamingSessionURLCommand({ StreamName: 's', ...input }),
  );
  return HLSStreamingSessionURL;
}

/** A range of producer time for ON_DEMAND. */
export const onDemand = (startMs = START, endMs = START + HOUR) =>
  ({
    PlaybackMode: 'ON_DEMAND',
    HLSFragmentSelector: {
      FragmentSelectorType: 'PRODUCER_TIMESTAMP',
      TimestampRange: { StartTimestamp: new Date(startMs), EndTimestamp: new Date(endMs) },
    },
  }) as const;

export async function fetchBytes(url: string): Promise<Buffer> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(response.headers.get('content-length')).toBe(String(bytes.length));
  return bytes;
}

export const fetchText = async (url: string): Promise<string> => (await fetchBytes(url)).toString('utf8');

/** The URLs that a master playlist names: the variant's first, then those of its renditions. */
export async function mediaPlaylistUrls(masterUrl: string): Promise<string[]> {
  const lines = (await fetchText(masterUrl)).trimEnd().split('\n');
  const renditions = lines.flatMap((line) => /^#EXT-X-MEDIA:.*URI="([^"]+)"/.exec(line)?.[1] ?? []);
  const variants = lines.filter((line) => !line.startsWith('#'));
  return [...variants, ...renditions].map((uri) => new URL(uri, masterUrl).href);
}

export async function loadPlaylist(url: string): Promise<MediaPlaylist> {
  return readMediaPlaylist(await fetchText(url));
}

/** A whole playlist's media as one file: its init segments, where they change, and all segments. */
export async function download(playlistUrl: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  let map: string | undefined;
  for (const segment of (await loadPlaylist(playlistUrl)).segments) {
    if (segment.map !== undefined && segment.map !== map) {
      map = segment.map;
      parts.push(await fetchBytes(new URL(map, playlistUrl).href));
    }
    parts.push(await fetchBytes(new URL(segment.uri, playlistUrl).href));
  }
  return Buffer.concat(parts);
}

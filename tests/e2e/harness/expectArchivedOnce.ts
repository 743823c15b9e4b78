import type { Frame } from '../../../core/matroska/StoredFragment.ts';
import { decodeBundle } from './decodeBundle.ts';
import { decodeMp4 } from './decodeMp4.ts';
import type { Endpoint } from './Installation.ts';
import { type ListedFragment, listAllFragments } from './listAllFragments.ts';
import type { SentFragment } from './push.ts';
import { type Archive, type ArchivePlace, type BundleManifest, readManifests, readStored } from './readArchive.ts';

export interface Expectation extends ArchivePlace {
  /** `none`: no bundles but of what no MP4 can hold. */
  readonly bundles?: 'all' | 'none';
  /** Of several streams that bore the name, this one. */
  readonly streamArn?: string;
}

/**
 * The promise, held against a stream: what was sent is what KVS lists is what the manifests hold, fragment by fragment
 * and none twice; every MP4 and every bundle gives back each frame that was sent, to the last and byte by byte.
 */
export async function expectArchivedOnce(
  endpoint: Endpoint,
  streamName: string,
  sent: readonly SentFragment[],
  expectation: Expectation = {},
): Promise<Archive> {
  const archive = await readArchive(endpoint, streamName, expectation);
  const listed = await listAllFragments(endpoint, streamName);
  expect(listed.map(({ number }) => number)).toEqual(sent.map(({ number }) => number).sort());

  const inClips = new Set(archive.clips.map(({ planId }) => planId));
  const alone = archive.bundles.filter(({ planId }) => !inClips.has(planId));
  expectSame([...archive.clips, ...alone], listed);
  if (expectation.bundles !== 'none') expectSame(archive.bundles, listed);
  else expect(archive.bundles).toEqual(alone);
  expect(await gapsOf(endpoint, streamName)).toEqual([]);
  expect(await openPlansOf(endpoint, streamName)).toBe(0);

  await expectMedia(endpoint, archive, sent, expectation);
  return archive;
}

/** What the bucket holds of one stream. */
export async function readArchive(
  endpoint: Endpoint,
  streamName: string,
  expectation: Expectation = {},
): Promise<Archive> {
  const { clips, bundles } = await readManifests(endpoint, streamName, expectation);
  const isOfStream = (manifest: { streamArn: string }): boolean =>
    expectation.streamArn === undefined || manifest.streamArn === expectation.streamArn;
  return { clips: clips.filter(isOfStream), bundles: bundles.filter(isOfStream) };
}

/** Every file of an archive gives back what was sent of its fragments. */
export async function expectMedia(
  endpoint: Endpoint,
  archive: Archive,
  sent: readonly SentFragment[],
  expectation: Expectation = {},
): Promise<void> {
  const byNumber = new Map(sent.map((fragment) => [fragment.number, fragment]));
  const sentOf = (fragments: readonly ListedFragment[]): SentFragment[] =>
    fragments.flatMap(({ number }) => byNumber.get(number) ?? []);
  for (const { clip, fragments } of archive.clips) {
    expectClip(await readStored(endpoint, clip, expectation.bucket), sentOf(fragments));
  }
  for (const manifest of archive.bundles) {
    const bytes = await readStored(endpoint, manifest.bundle, expectation.bucket);
    await expectBundle(bytes, manifest, sentOf(manifest.fragments));
  }
}

/** Each listed fragment in the manifests, once, as listed. */
function expectSame(
  manifests: readonly { fragments: readonly ListedFragment[] }[],
  listed: readonly ListedFragment[],
): void {
  const held = manifests.flatMap(({ fragments }) => fragments);
  const facts = ({ number, producerMs, serverMs, lengthMs, bytes }: ListedFragment): string =>
    [number, producerMs, serverMs, lengthMs, bytes].join(' ');
  expect(held.map(facts).sort()).toEqual(listed.map(facts));
}

/** Frames of each track of the fragments, in the order of sending. */
function framesByTrack(fragments: readonly SentFragment[]): Frame[][] {
  const frames = fragments.flatMap((fragment) => fragment.frames);
  const tracks = fragments[0]?.footage.tracks ?? [];
  return tracks.map((track) => frames.filter(({ trackNumber }) => trackNumber === track.number));
}

const mediaOf = (frames: readonly Frame[]): Buffer => Buffer.concat(frames.map(({ payload }) => payload));

function expectClip(mp4: Buffer, sent: readonly SentFragment[]): void {
  const decoded = decodeMp4(mp4);
  const tracks = framesByTrack(sent);
  expect(decoded).toHaveLength(tracks.length);
  decoded.forEach((track, index) => {
    const frames = tracks[index] ?? [];
    expect(track.media.equals(mediaOf(frames))).toBe(true);
    // A sample of G.711 is one byte, and not one frame.
    if (/^[au]law/.test(track.codec)) return;
    expect(track.samples).toBe(frames.length);
    if (track.kind === 'audio') return;
    expect(track.syncSamples).toBe(frames.filter(({ keyframe }) => keyframe).length);
    const startMs = Math.min(...frames.slice(0, 1).map(({ timeMs }) => timeMs));
    const origin = track.shownMs[0] ?? 0;
    const late = frames.filter(
      ({ timeMs }, at) => Math.abs((track.shownMs[at] ?? 0) - origin - (timeMs - startMs)) > 1,
    );
    expect(late).toEqual([]);
  });
}

const TAGS = '1254c367';
const EBML = '1a45dfa3';

async function expectBundle(bytes: Buffer, manifest: BundleManifest, sent: readonly SentFragment[]): Promise<void> {
  let end = 0;
  manifest.fragments.forEach(({ number, offset, length }, index) => {
    expect(offset).toBeGreaterThanOrEqual(end);
    end = offset + length;
    const place = bytes.subarray(offset, end);
    expect(place.subarray(0, 4).toString('hex')).toBe(manifest.bundle.layout === 'merged' ? TAGS : EBML);
    const fragment = sent[index];
    const at = place.indexOf(number);
    expect(at).toBeGreaterThan(0);
    if (manifest.bundle.layout === 'verbatim') {
      expect(place.indexOf(fragment?.cluster ?? 'nothing', at)).toBeGreaterThan(0);
    } else {
      expectFrames(place.subarray(at), fragment?.frames ?? []);
    }
  });
  expect(end).toBe(bytes.length);
  if (manifest.bundle.layout === 'verbatim') return;
  const decoded = await decodeBundle(bytes);
  const tracks = framesByTrack(sent);
  expect(decoded.map(({ packets }) => packets)).toEqual(tracks.map((frames) => frames.length));
  decoded.forEach((track, index) => {
    expect(track.media.equals(mediaOf(tracks[index] ?? []))).toBe(true);
  });
}

/** Every frame's bytes, in their order. */
function expectFrames(place: Buffer, frames: readonly Frame[]): void {
  let at = 0;
  const places = frames.map(({ payload }) => {
    const found = place.indexOf(payload, at);
    at = found + payload.length;
    return found;
  });
  // One question for thousands of frames: asking costs more than looking.
  expect(places.filter((found) => found <= 0)).toEqual([]);
}

/** The gaps of a stream by the HTTP API. */
export async function gapsOf({ url }: Endpoint, streamName: string): Promise<Record<string, unknown>[]> {
  const response = await fetch(`${url}/v1/streams/${streamName}/gaps?limit=1000`);
  expect(response.status).toBe(200);
  return ((await response.json()) as { items: Record<string, unknown>[] }).items;
}

async function openPlansOf({ url }: Endpoint, streamName: string): Promise<number> {
  const response = await fetch(`${url}/v1/streams/${streamName}`);
  return ((await response.json()) as { state: { openPlans: number } }).state.openPlans;
}

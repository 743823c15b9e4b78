import { ArchiverError } from '../../core/errors.ts';
import {
  compareFragmentNumbers,
  type Fragment,
  type FragmentNumber,
  fragmentNumber,
  type ProducerMs,
  producerMs,
  serverMs,
} from '../../core/fragment.ts';
import { concatBytes } from '../../core/matroska/ebml/encode.ts';
import { readFragment } from '../../core/matroska/readFragment.ts';
import type { Frame } from '../../core/matroska/StoredFragment.ts';
import type { Track } from '../../core/matroska/Track.ts';
import { writeCluster } from '../../core/matroska/write/writeCluster.ts';
import { writeFragmentTags } from '../../core/matroska/write/writeFragmentTags.ts';
import { writeHeader } from '../../core/matroska/write/writeHeader.ts';
import { buildMp4 } from '../../core/mp4/buildMp4.ts';
import type {
  ByteStream,
  FootageSource,
  FragmentRange,
  StreamDescription,
  StreamReference,
} from '../../core/ports/footageSource.ts';
import type { System } from '../../core/system.ts';
import { mediaFragments } from '../core/matroska/mediaBodies.ts';

export interface SimulatedFragment extends Fragment {
  /** When a listing first shows it. */
  readonly listableMs: number;
  readonly document: Uint8Array;
  readonly camera: Camera;
}

/** A stream of the simulated service. */
interface SimulatedStream {
  readonly description: StreamDescription;
  readonly fragments: SimulatedFragment[];
}

/** What a camera sends each second. */
interface Camera {
  readonly tracks: readonly Track[];
  /** Times count from the fragment's beginning. */
  readonly frames: readonly Frame[];
  /** As a listing tells it: without the last frame. */
  readonly lengthMs: number;
}

export const FRAGMENT_MS = 1000;

/** Every fragment holds the same second of a real H.264 camera. */
function realCamera(fixture: string): Camera {
  const { tracks, fragments } = mediaFragments(fixture);
  const second = fragments[1] ?? fragments[0];
  const frames = (second?.frames ?? []).map((frame) => ({ ...frame, timeMs: frame.timeMs - (second?.timeMs ?? 0) }));
  return { tracks, frames, lengthMs: Math.round(FRAGMENT_MS - 1000 / 15) };
}

/** The same camera, three pictures a second of some bytes each: for thousands of simulations. */
function lightCamera(fixture: string): Camera {
  const { tracks } = mediaFragments(fixture);
  const frames = [0, 1, 2].map((index) => ({
    trackNumber: tracks[0]?.number ?? 1,
    timeMs: Math.round((index * FRAGMENT_MS) / 3),
    keyframe: index === 0,
    // One NAL unit with its length in front.
    payload: Uint8Array.from([0, 0, 0, 20 + index, index === 0 ? 0x65 : 0x41, ...Array(19 + index).fill(index)]),
  }));
  return { tracks, frames, lengthMs: Math.round((FRAGMENT_MS * 2) / 3) };
}

const CAMERAS = {
  real: realCamera('h264.mkv'),
  light: lightCamera('h264.mkv'),
  /** As `light`, of another codec configuration. */
  other: lightCamera('h264-320x240-2s.mkv'),
};
export type CameraName = keyof typeof CAMERAS;

/**
 * KVS in memory, with the properties that lose footage: a listing that lags, unordered pages, GetClip that is silent
 * about what it left out, retention by server time.
 */
export class SimulatedFootage implements FootageSource {
  readonly #system: System;
  readonly #streams = new Map<string, SimulatedStream>();
  /** Streams that were deleted: what they held is gone, and remembered for those who count. */
  readonly #deleted = new Map<string, SimulatedStream>();
  #counter = 0n;
  /** Who records where nobody else is named. */
  camera: CameraName = 'real';
  /** How long after its server time a fragment becomes listable, unless `record` says otherwise. */
  lagMs = 500;

  constructor(system: System) {
    this.#system = system;
  }

  /** Creates a stream, or, under a name that is taken, another one in its place. */
  create(streamName: string, retentionHours = 24): string {
    const createdMs = this.#system.clock.now();
    const streamArn = `arn:aws:kinesisvideo:us-east-1:000000000000:stream/${streamName}/${createdMs}`;
    const description = { streamName, streamArn, createdMs: serverMs(createdMs), retentionHours };
    this.remove(streamName);
    this.#streams.set(streamArn, { description, fragments: [] });
    return streamArn;
  }

  /** Deletes the stream of a name. */
  remove(streamName: string): void {
    for (const [arn, stream] of this.#streams) {
      if (stream.description.streamName !== streamName) continue;
      this.#deleted.set(arn, stream);
      this.#streams.delete(arn);
    }
  }

  /** Records a fragment at the present server time. */
  record(streamArn: string, producer: number, options: { lagMs?: number; camera?: CameraName } = {}): Fragment {
    const now = this.#system.clock.now();
    this.#counter += 1n;
    const digits = (1n << 156n) | (this.#counter << 92n) | (BigInt(Math.floor(now)) << 28n);
    const camera = CAMERAS[options.camera ?? this.camera];
    const document = documentOf(camera, fragmentNumber(digits.toString()), producer, now);
    const fragment = {
      number: fragmentNumber(digits.toString()),
      producerMs: producerMs(producer),
      serverMs: serverMs(now),
      lengthMs: camera.lengthMs,
      bytes: document.length,
      listableMs: now + (options.lagMs ?? this.lagMs),
      document,
      camera,
    };
    this.#streamOf(streamArn).fragments.push(fragment);
    return fragment;
  }

  /** Everything that a stream has ever got, listable or not, kept or not. */
  recorded(streamArn: string): readonly SimulatedFragment[] {
    return (this.#streams.get(streamArn) ?? this.#deleted.get(streamArn))?.fragments ?? [];
  }

  async describe(streamName: string): Promise<StreamDescription> {
    const found = [...this.#streams.values()].find(({ description }) => description.streamName === streamName);
    if (found === undefined) throw new ArchiverError('NotFound', `no stream ${streamName}`);
    return found.description;
  }

  async *list({ streamArn }: StreamReference, range: FragmentRange): AsyncIterable<readonly Fragment[]> {
    const found = this.#listable(streamArn).filter((fragment) => {
      const at = range.clock === 'producer' ? fragment.producerMs : fragment.serverMs;
      return at >= range.startMs && at <= range.endMs;
    });
    const shuffled = found
      .map((fragment) => ({ rank: this.#system.random.fraction(), fragment }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ fragment: { listableMs: _listable, document: _document, camera: _camera, ...listed } }) => listed);
    for (let at = 0; at < shuffled.length; at += 50) yield shuffled.slice(at, at + 50);
  }

  async clip({ streamArn }: StreamReference, startMs: ProducerMs, endMs: ProducerMs): Promise<ByteStream> {
    const inRange = this.#listable(streamArn).filter((f) => f.producerMs >= startMs && f.producerMs <= endMs);
    const newest = new Map(inRange.map((fragment) => [fragment.producerMs, fragment]));
    const ordered = [...newest.values()].sort((a, b) => a.producerMs - b.producerMs).slice(0, 200);
    if (ordered.length === 0)
      throw new ArchiverError('NotFound', 'No fragments found in the stream for the clip request.');
    if (new Set(ordered.map(({ camera }) => camera)).size > 1) {
      throw new ArchiverError('UnsupportedMedia', 'the codec changes within the clip');
    }
    return bodyOf([await mp4Of(ordered, this.#system.clock.now())]);
  }

  async fragments({ streamArn }: StreamReference, numbers: readonly FragmentNumber[]): Promise<ByteStream> {
    const wanted = new Set(numbers);
    const found = this.#alive(streamArn).filter(({ number }) => wanted.has(number));
    return bodyOf(found.map(({ document }) => document));
  }

  #listable(streamArn: string): SimulatedFragment[] {
    const now = this.#system.clock.now();
    return this.#alive(streamArn).filter((fragment) => fragment.listableMs <= now);
  }

  #alive(streamArn: string): SimulatedFragment[] {
    const { description, fragments } = this.#streamOf(streamArn);
    const horizon = this.#system.clock.now() - description.retentionHours * 3_600_000;
    return fragments
      .filter((fragment) => fragment.serverMs >= horizon)
      .sort((a, b) => compareFragmentNumbers(a.number, b.number));
  }

  #streamOf(streamArn: string): SimulatedStream {
    const stream = this.#streams.get(streamArn);
    if (stream === undefined) throw new ArchiverError('NotFound', `no stream ${streamArn}`);
    return stream;
  }
}

function documentOf(camera: Camera, number: FragmentNumber, producer: number, server: number): Uint8Array {
  const blocks = camera.frames.map((frame) => ({ ...frame, timeMs: frame.timeMs + producer }));
  return concatBytes([
    headerOf(camera),
    writeFragmentTags({ fragmentNumber: number, producerMs: producerMs(producer), serverMs: serverMs(server) }),
    writeCluster({ timecodeMs: producer, blocks, size: 'unknown' }),
  ]);
}

/** The same for all that a camera sends. */
function headerOf(camera: Camera): Uint8Array {
  const known = headers.get(camera) ?? writeHeader({ tracks: camera.tracks, title: 'simulated' });
  headers.set(camera, known);
  return known;
}
const headers = new WeakMap<Camera, Uint8Array>();

async function mp4Of(fragments: readonly SimulatedFragment[], creationTimeMs: number): Promise<Uint8Array> {
  const parts: { position: number; bytes: Uint8Array }[] = [];
  const source = {
    count: fragments.length,
    read: async (index: number) => readFragment(fragments[index]?.document ?? new Uint8Array()),
  };
  const sink = {
    write(position: number, bytes: Uint8Array): void {
      parts.push({ position, bytes: bytes.slice() });
    },
  };
  const built = await buildMp4(source, sink, { creationTimeMs });
  const file = Buffer.alloc(built.bytes);
  for (const { position, bytes } of parts) file.set(bytes, position);
  return file;
}

async function* bodyOf(parts: readonly Uint8Array[]): ByteStream {
  yield* parts;
}

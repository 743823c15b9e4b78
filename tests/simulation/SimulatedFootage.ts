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

interface SimulatedFragment extends Fragment {
  /** When a listing first shows it. */
  readonly listableMs: number;
  readonly document: Uint8Array;
}

/** A stream of the simulated service. */
interface SimulatedStream {
  readonly description: StreamDescription;
  readonly fragments: SimulatedFragment[];
}

/** Every fragment of the simulation holds the same second of a real H.264 camera. */
const MEDIA = mediaFragments('h264.mkv');
const SECOND = MEDIA.fragments[1] ?? MEDIA.fragments[0];
export const FRAGMENT_MS = 1000;

/**
 * KVS in memory, with the properties that lose footage: a listing that lags, unordered pages, GetClip that is silent
 * about what it left out, retention by server time.
 */
export class SimulatedFootage implements FootageSource {
  readonly #system: System;
  readonly #streams = new Map<string, SimulatedStream>();
  #counter = 0n;
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
    for (const [arn, stream] of this.#streams) {
      if (stream.description.streamName === streamName) this.#streams.delete(arn);
    }
    this.#streams.set(streamArn, { description, fragments: [] });
    return streamArn;
  }

  /** Records a fragment at the present server time. */
  record(streamArn: string, producer: number, options: { lagMs?: number } = {}): Fragment {
    const now = this.#system.clock.now();
    this.#counter += 1n;
    const digits = (1n << 156n) | (this.#counter << 92n) | (BigInt(Math.floor(now)) << 28n);
    const document = documentOf(fragmentNumber(digits.toString()), producer, now);
    const fragment = {
      number: fragmentNumber(digits.toString()),
      producerMs: producerMs(producer),
      serverMs: serverMs(now),
      lengthMs: Math.round(FRAGMENT_MS - 1000 / 15),
      bytes: document.length,
      listableMs: now + (options.lagMs ?? this.lagMs),
      document,
    };
    this.#streamOf(streamArn).fragments.push(fragment);
    return fragment;
  }

  /** Everything that was recorded and is within retention, listable or not. */
  recorded(streamArn: string): readonly Fragment[] {
    return this.#streams.get(streamArn)?.fragments ?? [];
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
      .map(({ fragment: { listableMs: _listable, document: _document, ...listed } }) => listed);
    for (let at = 0; at < shuffled.length; at += 50) yield shuffled.slice(at, at + 50);
  }

  async clip({ streamArn }: StreamReference, startMs: ProducerMs, endMs: ProducerMs): Promise<ByteStream> {
    const inRange = this.#listable(streamArn).filter((f) => f.producerMs >= startMs && f.producerMs <= endMs);
    const newest = new Map(inRange.map((fragment) => [fragment.producerMs, fragment]));
    const ordered = [...newest.values()].sort((a, b) => a.producerMs - b.producerMs).slice(0, 200);
    if (ordered.length === 0)
      throw new ArchiverError('NotFound', 'No fragments found in the stream for the clip request.');
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

function documentOf(number: FragmentNumber, producer: number, server: number): Uint8Array {
  const timeMs = SECOND?.timeMs ?? 0;
  const blocks = (SECOND?.frames ?? []).map((frame) => ({ ...frame, timeMs: frame.timeMs - timeMs + producer }));
  return concatBytes([
    writeHeader({ tracks: MEDIA.tracks, title: 'simulated' }),
    writeFragmentTags({ fragmentNumber: number, producerMs: producerMs(producer), serverMs: serverMs(server) }),
    writeCluster({ timecodeMs: producer, blocks, size: 'unknown' }),
  ]);
}

async function mp4Of(fragments: readonly SimulatedFragment[], creationTimeMs: number): Promise<Uint8Array> {
  let file = Buffer.alloc(0);
  const source = {
    count: fragments.length,
    read: async (index: number) => readFragment(fragments[index]?.document ?? new Uint8Array()),
  };
  const sink = {
    write(position: number, bytes: Uint8Array): void {
      const end = position + bytes.length;
      if (end > file.length) file = Buffer.concat([file, Buffer.alloc(end - file.length)]);
      file.set(bytes, position);
    },
  };
  await buildMp4(source, sink, { creationTimeMs });
  return file;
}

async function* bodyOf(parts: readonly Uint8Array[]): ByteStream {
  yield* parts;
}

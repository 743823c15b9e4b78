import { EncodedPacketSink, type Input, MATROSKA } from 'mediabunny';
import { ArchiverError } from '../../core/errors.ts';
import type { Track } from '../../core/matroska/Track.ts';
import type { System } from '../../core/system.ts';
import type { EncodedFrame } from '../media/EncodedFrame.ts';
import type { Source } from '../media/Source.ts';
import { audioTrackOf } from './audioTrackOf.ts';
import type { FileTrack } from './FileTrack.ts';
import { mergePackets } from './mergePackets.ts';
import { openFile, readFailure } from './openFile.ts';
import { RoundLength } from './RoundLength.ts';
import { videoTrackOf } from './videoTrackOf.ts';

/** How a file is played. */
export interface FileSourceOptions {
  /** A path, or an http(s) URL of a server that answers range requests. */
  readonly location: string;
  /** `max` gives frames as fast as they are taken: a back-fill. */
  readonly speed: 'real-time' | 'max';
  /** Begins anew at the end; times go on. */
  readonly loop: boolean;
  /** Producer time of the first key frame, epoch milliseconds; now where not given. */
  readonly startMs?: number;
  readonly system: System;
}

/** An MP4 or Matroska file as a source: its own frames, untouched, read as they are needed. */
export class FileSource implements Source {
  readonly tracks: readonly Track[];
  /** A file waits for whoever reads it. */
  readonly live = false;
  /** One line for people. */
  readonly description: string;
  /** What is left out, and why. */
  readonly notices: readonly string[];
  readonly #options: FileSourceOptions;
  readonly #input: Input;
  readonly #fileTracks: readonly FileTrack[];
  readonly #originMs: number;
  readonly #declaredMs: number | undefined;
  readonly #closed = new AbortController();

  private constructor(options: FileSourceOptions, parts: Awaited<ReturnType<typeof look>>) {
    this.#options = options;
    this.#input = parts.input;
    this.#fileTracks = parts.fileTracks;
    this.#originMs = parts.originMs;
    this.#declaredMs = parts.declaredMs;
    this.notices = parts.notices;
    this.tracks = parts.fileTracks.map(({ track }) => track);
    const { codecId, video } = this.tracks[0] ?? {};
    this.description = `${options.location}, ${codecId} ${video?.width}x${video?.height}`;
  }

  /**
   * Opens the file and looks at its tracks.
   * @throws ArchiverError `NotFound`, `UnsupportedMedia`, or `Corrupt`; says what to do.
   */
  static async open(options: FileSourceOptions): Promise<FileSource> {
    const { location } = options;
    const input = await openFile(location);
    try {
      return new FileSource(options, await look(input, location));
    } catch (cause) {
      input.dispose();
      throw readFailure(location, cause);
    }
  }

  /** @throws ArchiverError `Corrupt` when the file cannot be read, `Truncated` when it ends before its end. */
  async *frames(): AsyncGenerator<EncodedFrame, void, undefined> {
    const { clock } = this.#options.system;
    const startMs = Math.floor(this.#options.startMs ?? clock.now());
    const playedFromMs = clock.now();
    let roundMs = 0;
    for (;;) {
      const length = new RoundLength();
      for await (const frame of this.#round(startMs + roundMs, length)) {
        if (!(await this.#waitUntil(playedFromMs + frame.timeMs - startMs))) return;
        yield frame;
      }
      if (!this.#options.loop || this.#closed.signal.aborted) return;
      roundMs += length.ms();
    }
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#input.dispose();
  }

  async *#round(startMs: number, length: RoundLength): AsyncGenerator<EncodedFrame, void, undefined> {
    let begun = false;
    let endMs = 0;
    try {
      for await (const { fileTrack, packet, atMs, afterVideo } of mergePackets(this.#fileTracks, this.#originMs)) {
        const { type, number } = fileTrack.track;
        endMs = Math.max(endMs, atMs + packet.duration * 1_000);
        if (type === 'video') length.take(packet.timestamp * 1_000 - this.#originMs, packet.duration * 1_000);
        // Sound before the first picture, and after the last one of a round, has no place in a loop.
        if (atMs < 0 || (this.#options.loop && afterVideo && atMs >= length.ms())) continue;
        const keyframe = type === 'audio' || packet.type === 'key';
        const boundary = !begun;
        begun = true;
        yield { trackNumber: number, timeMs: startMs + atMs, keyframe, payload: fileTrack.payloadOf(packet), boundary };
      }
    } catch (cause) {
      if (!this.#closed.signal.aborted) throw readFailure(this.#options.location, cause);
      return;
    }
    this.#checkWhole(endMs);
  }

  /** The demuxer ends quietly where the bytes do: a file that holds less than it declares was cut off. */
  #checkWhole(endMs: number): void {
    const { location } = this.#options;
    if (this.#declaredMs === undefined || endMs + MOST_MISSING_MS >= this.#declaredMs || this.#closed.signal.aborted)
      return;
    throw new ArchiverError(
      'Truncated',
      `${location} was cut off: it declares ${seconds(this.#declaredMs)} and holds ${seconds(endMs)}; copy it again`,
    );
  }

  /** False when the source was closed. */
  async #waitUntil(dueMs: number): Promise<boolean> {
    const { signal } = this.#closed;
    const { clock } = this.#options.system;
    const ms = dueMs - clock.now();
    if (this.#options.speed === 'real-time' && ms > 0 && !signal.aborted) {
      await clock.sleep(ms, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    }
    return !signal.aborted;
  }
}

/** Containers round, and tracks end at different times. */
const MOST_MISSING_MS = 1_000;

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

async function look(input: Input, location: string) {
  const videoInput = await input.getPrimaryVideoTrack();
  if (videoInput === null) {
    throw new ArchiverError(
      'UnsupportedMedia',
      `${location} has no video track that can be read: Kinesis Video Streams needs H.264 or H.265 video`,
    );
  }
  const video = await videoTrackOf(videoInput, location);
  const firstKey = await new EncodedPacketSink(videoInput).getFirstKeyPacket();
  if (firstKey === null) {
    throw new ArchiverError(
      'UnsupportedMedia',
      `${location} has no key frame: encode it again (ffmpeg -i ${location} -c:v libx264 -g 50 -bf 0 out.mp4)`,
    );
  }
  const notices: string[] = [];
  const fileTracks: FileTrack[] = [video];
  const audioInput = await input.getPrimaryAudioTrack();
  if (audioInput !== null) {
    const audio = await audioTrackOf(audioInput, location, (await input.getFormat()) === MATROSKA);
    if (audio !== undefined) fileTracks.push(audio);
    else {
      const codec = (await audioInput.getCodec()) ?? `${await audioInput.getInternalCodecId()}`;
      notices.push(`the sound (${codec}) is left out: Kinesis Video Streams plays AAC and G.711`);
    }
  }
  const originMs = firstKey.timestamp * 1_000;
  // Matroska declares one length for all tracks: it tells nothing where one of them is left out.
  const allTracks = (await input.getTracks()).length === fileTracks.length;
  const declared = allTracks ? await input.getDurationFromMetadata() : null;
  const declaredMs = declared === null ? undefined : declared * 1_000 - originMs;
  return { input, fileTracks, originMs, declaredMs, notices };
}

import { ArchiverError } from '../../core/errors.ts';
import type { Track } from '../../core/matroska/Track.ts';
import type { EncodedFrame } from './EncodedFrame.ts';
import type { OnFragmenterEvent } from './FragmenterEvent.ts';
import { DEFAULT_FRAGMENT_LIMITS, type FragmentLimits, LONGEST_WITH_TAIL_MS } from './FragmentLimits.ts';
import { keyFramesSparse, keyFramesTooFar, missingTrack, noKeyFrame, tooLarge } from './fragmentFaults.ts';
import { OpenFragment } from './OpenFragment.ts';
import type { OutgoingFragment } from './OutgoingFragment.ts';

/** How a fragmenter treats its source. */
export interface FragmenterOptions {
  readonly limits?: Partial<FragmentLimits>;
  /**
   * A fragment is given out only when the next one is known to stand alone, so that a file's short tail can be joined to
   * it; a live source would pay for that with latency.
   */
  readonly holdLast?: boolean;
  /**
   * What no fragment can be made of: `refuse` throws, since whoever has a file can encode it again; `cut` keeps what can
   * be kept of a live source, and tells what is lost.
   */
  readonly overlong?: 'refuse' | 'cut';
  readonly onEvent?: OnFragmenterEvent;
}

/** Key frames further apart are worth a word. */
const SPARSE_KEY_FRAMES_MS = 5_000;

/**
 * Joins frames to fragments that the service stores and every reader can play: each begins at a video key frame, holds
 * a frame of every declared track, lasts from `minMs` to `maxMs`, and lies wholly after the one before (documented:
 * PutMedia, payload rules). What comes before the first key frame can never be decoded and is left out.
 */
export class Fragmenter {
  #tracks: readonly Track[];
  #videoTrack: number;
  readonly #limits: FragmentLimits;
  readonly #options: FragmenterOptions;
  #open: OpenFragment | undefined;
  #held: OutgoingFragment | undefined;
  /** Latest frame time of all closed fragments. */
  #floorMs = Number.NEGATIVE_INFINITY;
  #lastKeyMs: number | undefined;
  #skipped = 0;
  /** Frames after a fragment that had to end before its next key frame. */
  #losing: { firstMs: number; lastMs: number; reason: string } | undefined;
  readonly #told = new Set<string>();

  /** @throws ArchiverError `InvalidInput` without a video track. */
  constructor(tracks: readonly Track[], options: FragmenterOptions = {}) {
    this.#videoTrack = videoTrackOf(tracks);
    this.#tracks = tracks;
    this.#options = options;
    this.#limits = { ...DEFAULT_FRAGMENT_LIMITS, ...options.limits };
  }

  /** Frames left out so far: those before a key frame, of no declared track, or whose time had already been sent. */
  get skippedFrames(): number {
    return this.#skipped;
  }

  /** Whether frames wait for their fragment to be complete. */
  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** How long the open fragment lasts with its last picture, whose duration is taken from the others. */
  get openDurationMs(): number {
    return this.#open?.durationMs ?? 0;
  }

  /**
   * Takes the next frame; gives the fragment that it completes.
   * @throws ArchiverError `UnsupportedMedia` when no fragment that the service accepts can be made and nothing may be
   *   cut; says what to do.
   */
  push(frame: EncodedFrame): OutgoingFragment | undefined {
    const changed = frame.tracks === undefined ? undefined : this.#changeTracks(frame.tracks);
    const isKeyFrame = frame.trackNumber === this.#videoTrack && frame.keyframe;
    if (isKeyFrame) this.#noteKeyFrame(frame.timeMs);
    const ended = isKeyFrame && this.#mayEndBefore(frame) ? this.#close() : changed;
    const closed = ended ?? this.#cutBefore(frame);
    this.#take(frame, isKeyFrame);
    return closed === undefined ? undefined : this.#giveOut(closed);
  }

  /** The source has ended, or is being stopped: what is left, in order. */
  flush(): OutgoingFragment[] {
    this.#tellLost();
    const rest: OutgoingFragment[] = [];
    const held = this.#held;
    this.#held = undefined;
    const open = this.#open;
    if (open === undefined) return held === undefined ? [] : [held];
    const standsAlone = open.missing(this.#tracks).length === 0 && open.durationMs >= this.#limits.minMs;
    const tail = this.#close();
    if (held !== undefined && !standsAlone && held.tracks === tail.tracks && fits(held, tail))
      return [join(held, tail)];
    if (held !== undefined) rest.push(held);
    rest.push(tail);
    return rest;
  }

  #take(frame: EncodedFrame, isKeyFrame: boolean): void {
    const declared = this.#tracks.some(({ number }) => number === frame.trackNumber);
    const late = frame.timeMs <= this.#floorMs;
    if (late || !declared || (this.#open === undefined && !isKeyFrame)) {
      this.#skipped += 1;
      if (this.#losing !== undefined && declared) {
        this.#losing.firstMs = Math.min(this.#losing.firstMs, frame.timeMs);
        this.#losing.lastMs = Math.max(this.#losing.lastMs, frame.timeMs);
      }
      return;
    }
    if (this.#open === undefined) {
      this.#tellLost();
      this.#open = new OpenFragment(this.#videoTrack, [frame]);
    } else this.#open.add(frame);
    if (this.#options.overlong !== 'cut') this.#refuseOverlong(this.#open);
  }

  #mayEndBefore(frame: EncodedFrame): boolean {
    const open = this.#open;
    if (open === undefined) return false;
    // Up to this frame: a fragment of 25 frames at 40 ms lasts 1 s, though its frames are 960 ms apart.
    const lengthMs = frame.timeMs - open.firstMs;
    if (lengthMs < this.#limits.minMs || frame.timeMs <= open.lastMs) return false;
    if (open.missing(this.#tracks).length > 0) return false;
    return frame.boundary === true || lengthMs >= this.#limits.targetMs;
  }

  #refuseOverlong(open: OpenFragment): void {
    if (open.bytes > this.#limits.maxBytes) throw tooLarge(open, this.#limits);
    if (open.lastMs - open.firstMs <= this.#limits.maxMs) return;
    const [missing] = open.missing(this.#tracks);
    throw missing === undefined ? noKeyFrame(open, this.#limits) : missingTrack(open, missing, this.#limits);
  }

  /** Ends the open fragment of a live source where the frame would make it longer or larger than the service takes. */
  #cutBefore(frame: EncodedFrame): OutgoingFragment | undefined {
    const open = this.#open;
    if (this.#options.overlong !== 'cut' || open === undefined) return undefined;
    const large = open.bytes + frame.payload.byteLength > this.#limits.maxBytes;
    if (!large && frame.timeMs - open.firstMs <= this.#limits.maxMs) return undefined;
    for (const track of open.missing(this.#tracks)) {
      this.#notice(`${missingTrack(open, track, this.#limits).message}. It is left out from here on`);
    }
    const missing = new Set(open.missing(this.#tracks));
    if (missing.size > 0) this.#tracks = this.#tracks.filter((track) => !missing.has(track));
    const at = open.lastKeyFrameAfter(this.#limits.minMs);
    if (at !== undefined) {
      // It was only waiting for a track that is silent: its last group of pictures begins the next fragment.
      const head = new OpenFragment(this.#videoTrack, open.frames.slice(0, at)).close(this.#tracks);
      this.#floorMs = head.lastMs;
      this.#open = new OpenFragment(this.#videoTrack, open.frames.slice(at));
      return head;
    }
    const seconds = this.#limits.maxMs / 1_000;
    const fault = large ? tooLarge(open, this.#limits).message : keyFramesTooFar(seconds);
    this.#notice(fault);
    const reason = large ? 'its fragment would be too large' : `no key frame within ${seconds} s`;
    this.#losing = { firstMs: frame.timeMs, lastMs: frame.timeMs, reason };
    return this.#close();
  }

  /** Other tracks from here on: the fragment before ends, since one header stands before each. */
  #changeTracks(tracks: readonly Track[]): OutgoingFragment | undefined {
    const open = this.#open;
    const [missing] = open?.missing(this.#tracks) ?? [];
    let closed: OutgoingFragment | undefined;
    if (open !== undefined && missing === undefined) closed = this.#close();
    else if (open !== undefined && missing !== undefined) {
      const reason = `the source changed before a frame of track ${missing.number} (${missing.codecId}) had come`;
      this.#options.onEvent?.({ kind: 'lost', firstMs: open.firstMs, lastMs: open.lastMs, reason });
      this.#skipped += open.frames.length;
      this.#open = undefined;
    }
    this.#videoTrack = videoTrackOf(tracks);
    this.#tracks = tracks;
    this.#lastKeyMs = undefined;
    return closed;
  }

  #close(): OutgoingFragment {
    const open = this.#open;
    if (open === undefined) throw new ArchiverError('Internal', 'no fragment is open');
    this.#open = undefined;
    this.#floorMs = open.lastMs;
    return open.close(this.#tracks);
  }

  #giveOut(fragment: OutgoingFragment): OutgoingFragment | undefined {
    if (this.#options.holdLast !== true) return fragment;
    const held = this.#held;
    this.#held = fragment;
    return held;
  }

  #noteKeyFrame(timeMs: number): void {
    const apartMs = timeMs - (this.#lastKeyMs ?? timeMs);
    this.#lastKeyMs = timeMs;
    if (apartMs < SPARSE_KEY_FRAMES_MS || apartMs > this.#limits.maxMs) return;
    this.#notice(keyFramesSparse(apartMs / 1_000), 'sparse key frames');
  }

  #notice(message: string, once = message): void {
    if (this.#told.has(once)) return;
    this.#told.add(once);
    this.#options.onEvent?.({ kind: 'notice', message });
  }

  #tellLost(): void {
    const lost = this.#losing;
    this.#losing = undefined;
    if (lost !== undefined) this.#options.onEvent?.({ kind: 'lost', ...lost });
  }
}

function videoTrackOf(tracks: readonly Track[]): number {
  const video = tracks.find((track) => track.type === 'video');
  if (video === undefined) throw new ArchiverError('InvalidInput', 'there is no video track: fragments begin at one');
  return video.number;
}

function fits(first: OutgoingFragment, second: OutgoingFragment): boolean {
  return second.lastMs - first.timecodeMs <= LONGEST_WITH_TAIL_MS;
}

function join(first: OutgoingFragment, second: OutgoingFragment): OutgoingFragment {
  return {
    timecodeMs: first.timecodeMs,
    lastMs: second.lastMs,
    frames: [...first.frames, ...second.frames],
    payloadBytes: first.payloadBytes + second.payloadBytes,
    tracks: first.tracks,
  };
}

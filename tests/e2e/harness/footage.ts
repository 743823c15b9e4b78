import type { Frame } from '../../../core/matroska/StoredFragment.ts';
import type { Tag } from '../../../core/matroska/Tag.ts';
import type { Track } from '../../../core/matroska/Track.ts';
import { fixtureGroups } from '../../local/kvs/matroskaBody.ts';

/** A fragment to send: frames with absolute times, the first of them at `producerMs`. */
export interface FootageFragment {
  readonly producerMs: number;
  readonly frames: readonly Frame[];
  readonly tags?: readonly Tag[];
}

/** What one PutMedia session sends. */
export interface Footage {
  readonly tracks: readonly Track[];
  readonly fragments: readonly FootageFragment[];
}

export interface FootageSketch {
  /** A Matroska file of tests/media. */
  readonly fixture: string;
  readonly startMs: number;
  readonly count: number;
  /** From one fragment's start to the next one's; by default as long as its groups of pictures. */
  readonly stepMs?: number;
  /** Groups of pictures that one fragment holds. */
  readonly groups?: number;
  /** Set before all else in what makes each fragment's bytes its own. */
  readonly label?: string;
  /** Bytes added to each picture. */
  readonly padding?: number;
}

/** Length of the groups of pictures of a fixture, in milliseconds. */
const groupLength = (fixture: string): number => (/-2s\.mkv$/.test(fixture) ? 2000 : 1000);

/**
 * Footage of any length out of a short fixture, whose groups of pictures come again and again. Every fragment's first
 * picture bears its own label in a NAL unit that decoders skip, so that no fragment has the bytes of another.
 */
export function footage(sketch: FootageSketch): Footage {
  const { fixture, startMs, count, groups = 1, label = '', padding = 0 } = sketch;
  const { tracks, groups: given } = fixtureGroups(fixture);
  const video = tracks.find((track) => track.type === 'video');
  const groupMs = groupLength(fixture);
  const stepMs = sketch.stepMs ?? groups * groupMs;
  const filler = fillerNal(video, Buffer.alloc(padding, 0x55));
  const pictures = given.map((group) =>
    padding === 0 ? group : group.map((frame) => (frame.trackNumber === video?.number ? append(frame, filler) : frame)),
  );
  const fragments = Array.from({ length: count }, (_, index) => {
    const producerMs = startMs + index * stepMs;
    const frames = Array.from({ length: groups }, (_group, at) =>
      moved(pictures[(index * groups + at) % pictures.length] ?? [], producerMs + at * groupMs),
    ).flat();
    const [first, ...rest] = frames;
    if (first === undefined) throw new Error(`${fixture} holds no group of pictures`);
    const own = append(first, fillerNal(video, Buffer.from(`${label}#${index}`)));
    return { producerMs, frames: [own, ...rest] };
  });
  return { tracks, fragments };
}

/** Frames of a group, moved so that the group begins at `toMs`. */
function moved(group: readonly Frame[], toMs: number): Frame[] {
  const firstMs = Math.min(...group.map(({ timeMs }) => timeMs));
  return group.map((frame) => ({ ...frame, timeMs: Math.round(frame.timeMs - firstMs) + toMs }));
}

const append = (frame: Frame, bytes: Uint8Array): Frame => ({
  ...frame,
  payload: Buffer.concat([frame.payload, bytes]),
});

/** Filler data (H.264: type 12, H.265: type 38) behind its length in four bytes. */
function fillerNal(video: Track | undefined, content: Uint8Array): Uint8Array {
  const head = video?.codecId === 'V_MPEGH/ISO/HEVC' ? [0x4c, 0x01] : [0x0c];
  const nal = Buffer.concat([Buffer.from(head), content, Buffer.from([0x80])]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(nal.length);
  return Buffer.concat([length, nal]);
}

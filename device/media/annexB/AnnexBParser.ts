import { isArchiverError } from '../../../core/errors.ts';
import type { Track } from '../../../core/matroska/Track.ts';
import { toLengthPrefixed } from '../h264/toLengthPrefixed.ts';
import type { StreamItem, StreamParser } from '../stream/StreamItem.ts';
import type { AnnexBCodec, PictureFormat, SliceReader } from './AnnexBCodec.ts';
import { NalSplitter } from './NalSplitter.ts';

/** No encoder repeats its parameter sets without end before a picture. */
const MOST_UNITS = 4_096;

/**
 * Pictures from an Annex-B stream: NAL units are gathered to access units, start codes become lengths, parameter sets go
 * into CodecPrivate and, where they change at a key frame, make new tracks. What comes before the first key frame that
 * has its parameter sets is left out: no decoder could begin there.
 */
export class AnnexBParser implements StreamParser {
  readonly #codec: AnnexBCodec;
  readonly #splitter: NalSplitter;
  /** The access unit that is being gathered. */
  #units: Uint8Array[] = [];
  #hasSlice = false;
  readonly #sets = new Map<string, Uint8Array>();
  #setsChanged = false;
  #format: PictureFormat | undefined;
  #slices: SliceReader | undefined;
  /** Pictures, and the order count, since the count began anew; undefined: the next picture begins it. */
  #sinceReset: number | undefined;
  #orderBase = 0;
  #orderStep: number;
  #reorders = false;
  /** Pictures are left out until the next key frame. */
  #broken = true;
  #damaged = 0;
  #told = false;

  constructor(codec: AnnexBCodec, splitter = new NalSplitter()) {
    this.#codec = codec;
    this.#splitter = splitter;
    this.#orderStep = codec.orderStep;
  }

  push(chunk: Uint8Array): StreamItem[] {
    const items: StreamItem[] = [];
    for (const unit of this.#splitter.push(chunk)) this.#take(unit, items);
    return items;
  }

  end(): StreamItem[] {
    const items: StreamItem[] = [];
    for (const unit of this.#splitter.end()) this.#take(unit, items);
    this.#finishPicture(items);
    return items;
  }

  #take(unit: Uint8Array, items: StreamItem[]): void {
    // forbidden_zero_bit: set where a bit has been lost on the way.
    if (((unit[0] ?? 0) & 0x80) !== 0) {
      this.#damage(items);
      return;
    }
    const role = this.#codec.role(unit);
    if (this.#hasSlice && (role === 'slice' ? this.#codec.beginsPicture(unit) : role !== 'other')) {
      this.#finishPicture(items);
    }
    if (role === 'parameter-set') this.#takeParameterSet(unit, items);
    if (role === 'slice') this.#hasSlice = true;
    if (this.#units.length < MOST_UNITS) this.#units.push(unit);
  }

  #takeParameterSet(unit: Uint8Array, items: StreamItem[]): void {
    const key = this.#guarded(() => this.#codec.parameterSetKey(unit), items);
    if (key === undefined) return;
    const known = this.#sets.get(key);
    if (known !== undefined && Buffer.compare(known, unit) === 0) return;
    this.#sets.set(key, unit);
    this.#setsChanged = true;
  }

  #finishPicture(items: StreamItem[]): void {
    const units = this.#units;
    const hadSlice = this.#hasSlice;
    this.#units = [];
    this.#hasSlice = false;
    const slice = units.find((unit) => this.#codec.role(unit) === 'slice');
    if (!hadSlice || slice === undefined) return;
    const keyframe = this.#codec.isKeyFrame(slice);
    if (keyframe && this.#setsChanged) this.#readFormat(items);
    if (this.#format === undefined) {
      if (!keyframe || this.#told) return;
      this.#told = true;
      items.push({ kind: 'notice', message: noParameterSets(this.#codec.label) });
      return;
    }
    if (keyframe) this.#broken = false;
    if (this.#broken) return;
    // Parameter sets that change between key frames (PPS may) stay with their picture.
    const inBand = !keyframe && this.#setsChanged;
    const kept = units.filter((unit) => {
      const role = this.#codec.role(unit);
      return role !== 'delimiter' && (role !== 'parameter-set' || inBand);
    });
    const shownLater = this.#guarded(() => this.#shownLater(slice), items);
    if (shownLater === undefined) return;
    const payload = toLengthPrefixed(kept);
    items.push({ kind: 'frame', trackNumber: 1, timeMs: undefined, shownLater, keyframe, payload });
  }

  #readFormat(items: StreamItem[]): void {
    const sets = [...this.#sets.values()];
    let format: PictureFormat;
    try {
      format = this.#codec.readFormat(sets);
    } catch (error) {
      // Not all of them have come yet, or one came damaged: the next key frame may bring them.
      if (!isArchiverError(error, 'UnsupportedMedia') && !isArchiverError(error, 'Corrupt')) throw error;
      return;
    }
    this.#setsChanged = false;
    this.#format = format;
    this.#slices = this.#codec.sliceReader(sets);
    this.#reorders = format.reorders === true;
    const { width, height, codecPrivate, framesPerSecond } = format;
    const track: Track = {
      number: 1,
      type: 'video',
      codecId: this.#codec.codecId,
      codecPrivate,
      name: 'video',
      video: { width, height },
    };
    items.push({ kind: 'tracks', tracks: [track], framesPerSecond });
  }

  /** How many pictures later than decoded this one is shown: its place in display less its place in decoding. */
  #shownLater(slice: Uint8Array): number {
    if (this.#format?.reorders === false) return 0;
    const facts = this.#slices?.read(slice);
    if (facts === undefined) return 0;
    const begins = this.#sinceReset === undefined || this.#codec.resetsOrder(slice);
    const decoded = begins ? 0 : (this.#sinceReset ?? 0);
    this.#sinceReset = decoded + 1;
    if (begins) this.#orderBase = facts.order;
    const order = facts.order - this.#orderBase;
    if (facts.isBidirectional && this.#codec.label === 'H.264') this.#reorders = true;
    // Some encoders count by one where two is the rule: an odd place tells.
    if (order % 2 !== 0) this.#orderStep = 1;
    return this.#reorders ? Math.round(order / this.#orderStep) - decoded : 0;
  }

  #damage(items: StreamItem[]): void {
    this.#damaged += 1;
    this.#broken = true;
    this.#sinceReset = undefined;
    this.#units = [];
    this.#hasSlice = false;
    if (this.#damaged > 1) return;
    items.push({
      kind: 'notice',
      message: `the ${this.#codec.label} stream holds damaged bytes: pictures are left out up to the next key frame`,
    });
  }

  #guarded<Result>(read: () => Result, items: StreamItem[]): Result | undefined {
    try {
      return read();
    } catch (error) {
      if (!isArchiverError(error, 'Corrupt')) throw error;
      this.#damage(items);
      return undefined;
    }
  }
}

function noParameterSets(label: string): string {
  return (
    `a key frame of the ${label} stream came without its parameter sets, so that no player could begin: waiting for one ` +
    'that has them; let the encoder repeat them at each key frame (rpicam-vid: --inline; ffmpeg: -bsf:v dump_extra)'
  );
}

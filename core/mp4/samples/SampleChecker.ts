import { NalSampleChecker } from './NalSampleChecker.ts';
import type { SampleTrack } from './SampleTrack.ts';
import type { SampleReader } from './SampleWalker.ts';

/** Faults that are spelled out of a file: one that is broken throughout has thousands. */
const MOST_FAULTS = 5;
/** The longest AAC frame: its length has 13 bits in an ADTS header (ISO/IEC 14496-3, 1.A.2.2.1). */
const MAX_AAC_BYTES = 8191;

/** Offset of the byte in avcC and hvcC whose last two bits tell the size of lengths (ISO/IEC 14496-15, 5.3.3 and 8.3.3). */
const LENGTH_SIZE_AT = { avc: 4, hevc: 21 } as const;
const NAL_CODECS: Readonly<Record<string, 'avc' | 'hevc'>> = { avc1: 'avc', avc3: 'avc', hvc1: 'hevc', hev1: 'hevc' };

/** Bytes of the lengths before NAL units, as a track's configuration tells; undefined where it has none. */
export function nalLengths(track: Pick<SampleTrack, 'entryType' | 'configuration'>) {
  const codec = NAL_CODECS[track.entryType];
  if (codec === undefined) return undefined;
  const told = track.configuration?.[LENGTH_SIZE_AT[codec]];
  return { codec, lengthSize: told === undefined ? undefined : (told & 3) + 1 };
}

/** Holds every sample against what its codec says a sample is. */
export class SampleChecker implements SampleReader {
  readonly #faults: string[] = [];
  readonly #nal = new Map<SampleTrack, NalSampleChecker>();
  #more = 0;
  #track: SampleTrack | undefined;
  #sample = 0;
  #first: number[] = [];
  #bytes = 0;

  /** What is wrong, in words; the first few, and how many more. */
  get faults(): readonly string[] {
    return this.#more === 0 ? this.#faults : [...this.#faults, `and ${this.#more} more samples are broken`];
  }

  /** A track's own tables, before its samples come. */
  addTrack(track: SampleTrack): void {
    for (const fault of track.timeFaults) this.#tell(`track ${track.id}: ${fault}`);
    const lengths = nalLengths(track);
    if (lengths === undefined) return;
    if (lengths.lengthSize === undefined) this.#tell(`track ${track.id} has no decoder configuration`);
    else this.#nal.set(track, new NalSampleChecker(lengths.codec, lengths.lengthSize));
    if (track.sampleCount > 0 && track.sync?.[0] === 0) this.#tell(`track ${track.id} does not begin with a key frame`);
  }

  begin(track: SampleTrack, sample: number, bytes: number): void {
    this.#track = track;
    this.#sample = sample;
    this.#bytes = bytes;
    this.#first = [];
    this.#nal.get(track)?.begin(track.sync === undefined || track.sync[sample] === 1);
  }

  take(bytes: Uint8Array): void {
    const track = this.#track;
    if (track === undefined) return;
    if (this.#first.length < 2) this.#first.push(...bytes.subarray(0, 2 - this.#first.length));
    this.#nal.get(track)?.take(bytes);
  }

  end(): void {
    const track = this.#track;
    if (track === undefined) return;
    const fault = this.#nal.get(track)?.end() ?? this.#soundFault(track);
    if (fault !== undefined) this.#tell(`sample ${this.#sample} of track ${track.id}: ${fault}`);
  }

  #soundFault({ entryType }: SampleTrack): string | undefined {
    if (this.#bytes === 0) return 'it is empty';
    if (entryType !== 'mp4a') return undefined;
    if (this.#bytes > MAX_AAC_BYTES) return `it has ${this.#bytes} bytes, and no AAC frame has so many`;
    const [one = 0, two = 0] = this.#first;
    return one === 0xff && (two & 0xf6) === 0xf0 ? 'it begins with an ADTS header' : undefined;
  }

  #tell(fault: string): void {
    if (this.#faults.length < MOST_FAULTS) this.#faults.push(fault);
    else this.#more += 1;
  }
}

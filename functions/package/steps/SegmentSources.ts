import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import type { FragmentedTrack } from '../../../core/mp4/fragmented/FragmentedTrack.ts';
import type { CopyPlan, CopySource } from '../../../core/packages/copy/CopyPlan.ts';
import { cutFile } from '../../../core/packages/copy/cutFile.ts';
import { cutSegment, type SegmentCut, type SegmentedFile } from '../../../core/playback/cutSegment.ts';
import type { ByteRange, ObjectPlace, ObjectStore } from '../../../core/ports/objectStore.ts';
import type { ClipIndexes } from '../../playback/steps/ClipIndexes.ts';
import { readMoov } from '../../playback/steps/readMoov.ts';

export interface SegmentSourcePorts {
  readonly objects: Pick<ObjectStore, 'get'>;
  readonly indexes: ClipIndexes;
}

interface OpenSource extends SegmentedFile {
  readonly place: ObjectPlace;
  /** Of the object that was planned with. */
  readonly etag?: string;
}

/** What segments of a plan are cut from; tables of files are read once, those of clips as `ClipIndexes` keeps them. */
export class SegmentSources {
  readonly #plan: CopyPlan;
  readonly #ports: SegmentSourcePorts;
  #file: Promise<OpenSource> | undefined;

  constructor(plan: CopyPlan, ports: SegmentSourcePorts) {
    this.#plan = plan;
    this.#ports = ports;
  }

  /** What an init segment declares. @throws ArchiverError as `segment` */
  async tracks(init: number): Promise<readonly FragmentedTrack[]> {
    const { tracks } = await this.#open(this.#plan.inits[init]?.source ?? 0);
    return tracks.map(({ fragmented }) => fragmented);
  }

  /** Pictures a second of the source that an init segment is of, in the mean; undefined where it has none. */
  async framesPerSecond(init: number): Promise<number | undefined> {
    const { tracks } = await this.#open(this.#plan.inits[init]?.source ?? 0);
    const { source } = tracks.find(({ source: each }) => each.handler === 'vide') ?? {};
    const ticks = (source?.decodeTicks.at(-1) ?? 0) - (source?.decodeTicks[0] ?? 0);
    return source === undefined || ticks <= 0 ? undefined : (source.sampleCount * source.timescale) / ticks;
  }

  /**
   * A segment of the plan, its bytes read.
   *
   * @throws ArchiverError `Expired` where a clip was erased or retired since; `NotFound`; `Conflict` where a file is another
   */
  async segment(number: number): Promise<ReturnType<SegmentCut['assemble']>> {
    const planned = this.#plan.segments[number];
    if (planned === undefined) throw new ArchiverError('Internal', `the plan has no segment ${number}`);
    const open = await this.#open(planned.source);
    const { ranges, assemble } = cutSegment(open, planned.from, planned.to, this.#plan.anchorMs);
    try {
      return assemble(await Promise.all(ranges.map((range) => this.#read(open, range))));
    } catch (error) {
      const source = this.#plan.sources[planned.source];
      if (isArchiverError(error, 'NotFound') && source?.kind === 'clip')
        throw await this.#ports.indexes.whyMissing(source);
      throw error;
    }
  }

  async #open(number: number): Promise<OpenSource> {
    const source = this.#plan.sources[number];
    if (source === undefined) throw new ArchiverError('Internal', `the plan has no source ${number}`);
    if (source.kind === 'file') {
      this.#file ??= this.#openFile(source);
      return this.#file;
    }
    const index = await this.#ports.indexes.of(source, source.streamArn);
    return { ...index, place: index.head };
  }

  async #openFile(source: CopySource & { readonly kind: 'file' }): Promise<OpenSource> {
    const { bucket, key, bytes, etag } = source;
    const place = { bucket, key };
    const moov = await readMoov(this.#ports.objects, place, bytes);
    const { tracks, cuts } = cutFile(moov, bytes, this.#plan.segmentMs);
    return { head: { key, startMs: 0, cuts }, tracks, place, etag };
  }

  async #read({ place, etag: wanted }: OpenSource, range: ByteRange): Promise<Uint8Array> {
    const { body, etag } = await this.#ports.objects.get(place, range);
    const bytes = new Uint8Array(range.to - range.from);
    let at = 0;
    for await (const chunk of body) {
      if (at + chunk.length > bytes.length)
        throw new ArchiverError('Corrupt', `${place.key} gave more than was asked for`);
      bytes.set(chunk, at);
      at += chunk.length;
    }
    if (wanted !== undefined && etag !== wanted)
      throw new ArchiverError('Conflict', `${place.key} is another than was planned`);
    if (at < bytes.length) throw new ArchiverError('Truncated', `${place.key} gave ${at} of ${bytes.length} bytes`);
    return bytes;
  }
}

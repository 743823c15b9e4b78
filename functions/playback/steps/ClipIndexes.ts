import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import { producerMs } from '../../../core/fragment.ts';
import { type ClipRow, planRowKey } from '../../../core/ledger/ledgerRow.ts';
import { clipManifestSchema, parseDocument } from '../../../core/manifests/manifest.ts';
import { planIdOf } from '../../../core/plans/plan.ts';
import { type ClipIndex, clipIndexKey, readClipIndex, writeClipIndex } from '../../../core/playback/ClipIndex.ts';
import type { PlaybackPorts } from './playbackPorts.ts';
import { readMoov } from './readMoov.ts';

/** A clip in an address: `{end}-{planId}`. */
export interface ClipName {
  readonly streamName: string;
  readonly endMs: number;
  readonly planId: string;
}

/** Indexes that a warm environment keeps: those of the last minutes that somebody plays. */
const KEPT = 24;
const MOST_INDEX_BYTES = 192 * 1024 * 1024;

/** A clip has been taken away by what its owner set or asked for. */
const gone = ({ planId }: Pick<ClipName, 'planId'>): ArchiverError =>
  new ArchiverError('Expired', `clip ${planId} is no longer kept`);

/** The indexes of clips: in memory, in the work bucket, or made now from the clip itself. */
export class ClipIndexes {
  readonly #ports: PlaybackPorts;
  readonly #kept = new Map<string, Promise<ClipIndex>>();

  constructor(ports: PlaybackPorts) {
    this.#ports = ports;
  }

  /**
   * @param streamArn the stream that the clip is of, where it is known
   * @throws ArchiverError `NotFound`; `Expired` where the clip was erased or retired; `UnsupportedMedia` where it has no
   *   MP4, or none that can be played
   */
  of(clip: ClipName, streamArn?: string): Promise<ClipIndex> {
    const key = clipIndexKey(clip.streamName, clip.planId);
    const known = this.#kept.get(key);
    const index = known ?? this.#read(clip, key, streamArn);
    this.#kept.delete(key);
    this.#kept.set(key, index);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(oldest);
    }
    if (known === undefined) {
      index.catch(() => {
        if (this.#kept.get(key) === index) this.#kept.delete(key);
      });
    }
    return index;
  }

  /**
   * What became of a clip whose object is not there.
   *
   * @returns `Expired` where its owner had it taken away, otherwise `NotFound`
   */
  async whyMissing(clip: ClipName): Promise<ArchiverError> {
    try {
      const { clip: file } = await this.#rowOf(clip);
      return new ArchiverError('NotFound', `clip ${clip.planId}: its object ${file?.key ?? ''} is missing`);
    } catch (error) {
      if (isArchiverError(error, 'Expired') || isArchiverError(error, 'NotFound')) return error;
      throw error;
    }
  }

  async #read(clip: ClipName, key: string, streamArn: string | undefined): Promise<ClipIndex> {
    const { objects, workBucket } = this.#ports;
    try {
      const { bytes } = await objects.getBytes({ bucket: workBucket, key }, MOST_INDEX_BYTES);
      return readClipIndex(bytes, key);
    } catch (error) {
      if (!isArchiverError(error, 'NotFound')) throw error;
      return this.#make(clip, key, streamArn);
    }
  }

  async #make(clip: ClipName, key: string, streamArn: string | undefined): Promise<ClipIndex> {
    const { objects, workBucket } = this.#ports;
    const row = await this.#rowOf(clip, streamArn);
    const { clip: file, planId, streamName } = row;
    if (file === undefined) throw new ArchiverError('UnsupportedMedia', `clip ${planId} is kept as Matroska only`);
    const { bucket } = file;
    const manifestKey = file.key.replace(/\.mp4$/, '.json');
    const [manifest, moov] = await Promise.all([
      objects.getBytes({ bucket, key: manifestKey }),
      readMoov(objects, file, file.bytes),
    ]);
    const { fragments } = parseDocument(clipManifestSchema, manifest.bytes, manifestKey);
    const named = { planId, streamName, streamArn: row.streamArn, bucket, key: file.key };
    const span = { startMs: row.startProducerMs, endMs: row.endProducerMs };
    const bytes = writeClipIndex({ ...named, ...span, fragments }, moov);
    // Whoever was first wrote the same.
    await objects.putIfAbsent({ bucket: workBucket, key }, bytes, 'application/octet-stream');
    return readClipIndex(bytes, key);
  }

  async #rowOf({ streamName, endMs, planId }: ClipName, streamArn?: string): Promise<ClipRow> {
    const { ledger, names, clock } = this.#ports;
    const arns = streamArn === undefined ? await names.arnsOf(streamName) : [streamArn];
    const rowKey = planRowKey({ endProducerMs: producerMs(endMs), planId: planIdOf(planId) });
    for (const arn of arns) {
      const row = await ledger.get(arn, rowKey);
      if (row?.kind === 'erased') throw gone({ planId });
      if (row?.kind !== 'clip') continue;
      if (row.retireAtMs !== undefined && row.retireAtMs <= clock.now()) throw gone({ planId });
      return row;
    }
    throw new ArchiverError('NotFound', `there is no clip ${planId} of ${streamName}`);
  }
}

import { ArchiverError } from '../../../core/errors.ts';
import { writeInitSegment } from '../../../core/mp4/fragmented/writeInitSegment.ts';
import { writeMediaSegment } from '../../../core/mp4/fragmented/writeMediaSegment.ts';
import type { CopyPlan, CopyWarning } from '../../../core/packages/copy/CopyPlan.ts';
import { copiedMultivariant, copiedPlaylist } from '../../../core/packages/copy/copiedPlaylists.ts';
import { COPIED_PLAYLIST, COPIED_RUNG, initName, segmentName } from '../../../core/packages/copy/copyNames.ts';
import { hlsPrefix, masterKey } from '../../../core/packages/packagePlaces.ts';
import type { CopyPorts } from './copyPorts.ts';
import { planCopy } from './planCopy.ts';
import { SegmentSources } from './SegmentSources.ts';

/** Segments that are on their way at once: each is in memory twice. */
const AT_ONCE = 4;
/** Segments between two notes of how far it is, and two looks at whether it is still wanted. */
const NOTED_EVERY = 25;
/** What one call takes before it leaves the rest to the next one: a function has 15 minutes. */
const BUDGET_MS = 10 * 60_000;
const MEDIA = 'video/mp4';
const PLAYLIST = 'application/vnd.apple.mpegurl';

export interface CopiedSegments {
  /** `partial`: to be called again. `stopped`: the package is no longer wanted. */
  readonly status: 'copied' | 'partial' | 'stopped';
  readonly packageId: string;
  /** Segments that stand, and how many there are to be. */
  readonly segments: number;
  readonly of: number;
  readonly percent: number;
  /** Of segments that this call made. */
  readonly sentBytes: number;
  /** Of all segments, once they stand. */
  readonly bytes?: number;
  readonly durationMs?: number;
  readonly warnings?: readonly CopyWarning[];
}

/**
 * Cuts a package's source into segments as it is, and writes its playlists when all of them stand. It may be called any
 * number of times, and die anywhere: what stands is not made again.
 *
 * @throws ArchiverError `UnsupportedMedia` where the source cannot be copied, `Corrupt` where it is cut off; `Expired` where
 *   footage was erased or retired meanwhile; `NotFound` where there is none
 */
export async function copySegments(
  { packageId }: { readonly packageId: string },
  ports: CopyPorts,
): Promise<CopiedSegments> {
  const untilMs = ports.clock.now() + BUDGET_MS;
  const record = await ports.packages.get(packageId);
  const nothing = { packageId, segments: 0, of: 0, percent: 0, sentBytes: 0 };
  if (record === undefined || !isUnderWay(record.status)) return { status: 'stopped', ...nothing };
  const plan = await planCopy(record, ports);
  const sources = new SegmentSources(plan, ports);
  const folder = `${hlsPrefix(packageId)}${COPIED_RUNG}/`;
  const standing = new Map<string, number>();
  for await (const { key, bytes } of ports.objects.list(ports.deliveryBucket, folder)) standing.set(key, bytes);
  const copy = new Copy(plan, sources, folder, standing, ports);
  const status = await copy.carryOn(untilMs);
  const { segments, sentBytes } = copy;
  const of = plan.segments.length;
  const told = { packageId, segments, of, percent: Math.min(99, Math.floor((100 * segments) / of)), sentBytes };
  if (status !== 'copied') return { status, ...told };
  const bytes = await copy.writePlaylists();
  const { warnings } = plan;
  // Called again it says the same again.
  const before = (record.warnings ?? []).filter(({ code }) => warnings.every((warning) => warning.code !== code));
  const durationMs = Math.round(plan.segments.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0));
  await ports.packages.note(packageId, {
    durationMs,
    ...(warnings.length === 0 ? {} : { warnings: [...before, ...warnings] }),
  });
  return { status, ...told, bytes, durationMs, warnings };
}

const isUnderWay = (status: string): boolean => status === 'SUBMITTED' || status === 'PROGRESSING';

/** One call's share of the work. */
class Copy {
  segments = 0;
  sentBytes = 0;
  readonly #plan: CopyPlan;
  readonly #sources: SegmentSources;
  readonly #folder: string;
  /** Bytes of objects that stand, by key. */
  readonly #standing: Map<string, number>;
  readonly #ports: CopyPorts;

  constructor(
    plan: CopyPlan,
    sources: SegmentSources,
    folder: string,
    standing: Map<string, number>,
    ports: CopyPorts,
  ) {
    this.#plan = plan;
    this.#sources = sources;
    this.#folder = folder;
    this.#standing = standing;
    this.#ports = ports;
  }

  async carryOn(untilMs: number): Promise<CopiedSegments['status']> {
    const numbers = this.#plan.segments.map((_, number) => number);
    const open = numbers.filter((number) => !this.#standing.has(this.#segmentKey(number)));
    this.segments = numbers.length - open.length;
    let status: CopiedSegments['status'] = 'copied';
    const queue = open.values();
    let failed = false;
    const work = async (): Promise<void> => {
      try {
        for (const number of queue) {
          if (status === 'copied' && this.#ports.clock.now() >= untilMs) status = 'partial';
          if (failed || status !== 'copied') return;
          await this.#copy(number);
          if (this.segments % NOTED_EVERY === 0 && !(await this.#isWanted())) status = 'stopped';
        }
      } catch (error) {
        failed = true;
        throw error;
      }
    };
    // Every worker is waited for: none goes on behind a function that has answered.
    const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
    const rejected = ended.find((each) => each.status === 'rejected');
    if (rejected !== undefined) throw rejected.reason;
    return status;
  }

  /** @returns bytes of all segments */
  async writePlaylists(): Promise<number> {
    const { packageId, inits } = this.#plan;
    const tracks = await Promise.all(inits.map((_, init) => this.#sources.tracks(init)));
    for (const [init, declared] of tracks.entries()) {
      await this.#put(`${this.#folder}${initName(init)}`, writeInitSegment(declared), MEDIA);
    }
    const bytes = this.#plan.segments.map((_, number) => this.#standing.get(this.#segmentKey(number)) ?? 0);
    if (bytes.includes(0)) throw new ArchiverError('Internal', `${packageId} has an empty segment`);
    const prefix = hlsPrefix(packageId);
    // What names the others comes last: whoever finds it finds all.
    await this.#put(`${prefix}${COPIED_PLAYLIST}`, Buffer.from(copiedPlaylist(this.#plan)), PLAYLIST);
    const rates = await Promise.all(inits.map((_, init) => this.#sources.framesPerSecond(init)));
    const known = rates.filter((rate) => rate !== undefined);
    const framesPerSecond = known.length === 0 ? undefined : Math.max(...known);
    const multivariant = copiedMultivariant(this.#plan, tracks, bytes, framesPerSecond);
    await this.#put(masterKey(packageId), Buffer.from(multivariant), PLAYLIST);
    return bytes.reduce((sum, each) => sum + each, 0);
  }

  async #copy(number: number): Promise<void> {
    const parts = writeMediaSegment(number + 1, await this.#sources.segment(number));
    const bytes = Buffer.concat(parts);
    const key = this.#segmentKey(number);
    await this.#put(key, bytes, MEDIA);
    this.#standing.set(key, bytes.length);
    this.segments += 1;
    this.sentBytes += bytes.length;
  }

  async #put(key: string, bytes: Uint8Array, contentType: string): Promise<void> {
    // One that is there already is the same: the plan says what it holds.
    await this.#ports.objects.putIfAbsent({ bucket: this.#ports.deliveryBucket, key }, bytes, contentType);
  }

  async #isWanted(): Promise<boolean> {
    const { packageId, segments } = this.#plan;
    await this.#ports.packages.progress(packageId, Math.min(99, Math.floor((100 * this.segments) / segments.length)));
    const record = await this.#ports.packages.get(packageId);
    return record !== undefined && isUnderWay(record.status);
  }

  #segmentKey(number: number): string {
    return `${this.#folder}${segmentName(number)}`;
  }
}

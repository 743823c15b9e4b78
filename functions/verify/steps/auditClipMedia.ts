import { createHash } from 'node:crypto';
import type { StoredFile } from '../../../core/ledger/ledgerRow.ts';
import type { Mp4Inspection } from '../../../core/mp4/Mp4Inspection.ts';
import { Mp4Inspector } from '../../../core/mp4/Mp4Inspector.ts';
import { SampleChecker } from '../../../core/mp4/samples/SampleChecker.ts';
import { type SampleReader, SampleWalker } from '../../../core/mp4/samples/SampleWalker.ts';
import type { AuditPorts, Tally } from './auditPorts.ts';
import { FrameSums } from './FrameSums.ts';
import { type LocatedTables, locateMoov } from './locateMoov.ts';
import { type DecodeDepth, type PictureGroup, PictureGroups } from './PictureGroups.ts';
import { refusal } from './refusal.ts';

/** What reading an MP4 to its last byte told. */
export interface ClipMedia {
  readonly sha256: string;
  /** Absent where it is no MP4 that can be read: `broken` says why. */
  readonly inspection?: Mp4Inspection;
  readonly broken?: string;
  /** What is wrong with its samples, in words. */
  readonly sampleFaults: readonly string[];
  /** What does not decode, in words. */
  readonly decodeFaults: readonly string[];
  /** Of its frames; absent of a fragmented file, whose samples are not made out. */
  readonly sums?: FrameSums;
}

/** Groups that fail to decode and are spelled out. */
const MOST_FAULTS = 3;

/**
 * Reads an MP4 once, from the first byte to the last: checksum, tables, every sample, and, if asked, its pictures. What
 * is held is its tables and one group of pictures.
 *
 * @throws ArchiverError `NotFound`
 */
export async function auditClipMedia(
  file: StoredFile,
  depth: DecodeDepth | undefined,
  ports: AuditPorts,
  tally: Tally,
): Promise<ClipMedia> {
  let tables: LocatedTables | undefined;
  let tablesBroken: string | undefined;
  try {
    tables = await locateMoov(file, file.bytes, ports.objects);
  } catch (error) {
    tablesBroken = refusal(() => {
      throw error;
    });
  }
  const checker = new SampleChecker();
  const sums = new FrameSums();
  const groups = depth === undefined || ports.pictures === undefined ? undefined : new PictureGroups(depth);
  for (const track of tables?.tracks ?? []) checker.addTrack(track);
  const readers: SampleReader[] = [checker, sums, ...(groups === undefined ? [] : [groups])];
  const walker = tables === undefined ? undefined : new SampleWalker(tables.tracks, tables.media, asOne(readers));
  const hash = createHash('sha256');
  const inspector = new Mp4Inspector();
  const decodeFaults: string[] = [];
  let broken = tablesBroken;
  const { body } = await ports.objects.get(file);
  for await (const chunk of body) {
    hash.update(chunk);
    tally.readBytes += chunk.length;
    broken ??= refusal(() => inspector.push(chunk));
    walker?.push(chunk);
    for (const group of groups?.ready() ?? []) await decode(group, decodeFaults, ports, tally);
  }
  for (const group of groups?.ready(true) ?? []) await decode(group, decodeFaults, ports, tally);
  tally.read += 1;
  tally.undecoded += groups?.skipped ?? 0;
  let inspection: Mp4Inspection | undefined;
  broken ??= refusal(() => {
    inspection = inspector.end();
  });
  return {
    sha256: hash.digest('hex'),
    sampleFaults: [...(walker?.faults ?? []), ...checker.faults],
    decodeFaults,
    ...(inspection === undefined ? {} : { inspection }),
    ...(broken === undefined ? {} : { broken }),
    ...(walker === undefined || walker.faults.length > 0 ? {} : { sums }),
  };
}

function asOne(readers: readonly SampleReader[]): SampleReader {
  return {
    begin: (track, sample, bytes) => {
      for (const reader of readers) reader.begin(track, sample, bytes);
    },
    take: (bytes) => {
      for (const reader of readers) reader.take(bytes);
    },
    end: () => {
      for (const reader of readers) reader.end();
    },
  };
}

async function decode(
  { track, sample, pictures }: PictureGroup,
  faults: string[],
  { pictures: decoder }: AuditPorts,
  tally: Tally,
): Promise<void> {
  if (decoder === undefined || faults.length >= MOST_FAULTS) return;
  const { codec, configuration } = track;
  const told = await decoder.decode({ codec, ...(configuration === undefined ? {} : { configuration }) }, pictures);
  if (told.outcome === 'unsupported') tally.undecoded += pictures.length;
  else tally.decoded += pictures.length;
  if (told.outcome === 'failed') faults.push(`from picture ${sample} on: ${told.because}`);
}

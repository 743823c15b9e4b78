import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import type { ExportFile, ExportPlan, ExportRecord, SkippedSpan } from '../../../core/exports/Export.ts';
import { type ComposedFile, ExportComposer } from '../../../core/exports/ExportComposer.ts';
import { planParts } from '../../../core/exports/planParts.ts';
import type { ObjectPlace } from '../../../core/ports/objectStore.ts';
import { formatTime } from '../../../core/time/formatTime.ts';
import { timeline } from '../../api/steps/timeline.ts';
import { clipsOfRange, type ExportedClip } from './clipsOfRange.ts';
import { type PlanExportPorts, STOPPED, type Stopped } from './exportPorts.ts';
import { type PartSource, partDocumentKey, partDocuments } from './partDocuments.ts';
import { type ClipTables, readClipTables } from './readClipTables.ts';

/** Clips whose tables are read beside each other. */
const READ_AHEAD = 8;
/** Files that a codec which changes to and fro may make of one export. */
export const MOST_FILES = 100;
/** Groups of parts of one execution, at most: its history holds so many with every retry (tests/serverless/limits). */
export const MOST_BATCHES = 300;
/** A record has room for so many. */
const MOST_SKIPPED = 500;

/** What the machine is to do. */
export interface PlannedExport {
  readonly status: 'planned';
  readonly exportId: string;
  readonly batches: readonly { readonly file: number; readonly batch: number }[];
  readonly files: readonly { readonly file: number }[];
}

/**
 * Plans an export: reads the tables of its clips, makes those of its files, and writes down which bytes go where. What was
 * planned once is not planned again; of two who plan at once one is first, and the other gives up what it began.
 *
 * @throws ArchiverError `NotFound` where nothing of the range is archived; `InvalidInput` where it is too much for one
 *   export
 */
export async function planExport(
  { exportId }: { readonly exportId: string },
  ports: PlanExportPorts,
): Promise<PlannedExport | Stopped> {
  const record = await ports.exports.get(exportId);
  if (record?.status === 'RUNNING' && record.plan !== undefined) return planned(exportId, record.plan);
  if (record?.status !== 'QUEUED') return STOPPED;
  const plan = await makePlan(record, ports);
  const standing = await ports.exports.begin(exportId, plan);
  if (standing?.status === 'RUNNING' && standing.plan?.prefix === plan.prefix) return planned(exportId, plan);
  for (const file of plan.files) await ports.assembler.abort(file);
  return standing?.status === 'RUNNING' && standing.plan !== undefined ? planned(exportId, standing.plan) : STOPPED;
}

function planned(exportId: string, { files }: ExportPlan): PlannedExport {
  return {
    status: 'planned',
    exportId,
    batches: files.flatMap(({ batches }, file) => Array.from({ length: batches }, (_, batch) => ({ file, batch }))),
    files: files.map((_, file) => ({ file })),
  };
}

async function makePlan(record: ExportRecord, ports: PlanExportPorts): Promise<ExportPlan> {
  const { exportId, streamName, fromMs, toMs, gaps } = record;
  const nowMs = ports.system.clock.now();
  const prefix = `exports/${exportId}/${ports.system.random.uuid()}/`;
  const { clips, skipped } = await clipsOfRange(record, nowMs, { ...ports, names: ports.timeline.names });
  const longestHoleMs = longestHole(clips);
  const composer = new ExportComposer({ fromMs, toMs, gaps, longestHoleMs, creationTimeMs: nowMs });
  const sources: PartSource[] = [];
  const sizes: number[] = [];
  const files: ExportFile[] = [];
  const finish = async (file: ComposedFile | undefined): Promise<void> => {
    if (file === undefined) return;
    if (files.length === MOST_FILES) {
      throw new ArchiverError('InvalidInput', `to: the codec changes over ${MOST_FILES} times; export it in pieces`);
    }
    files.push(await writeFile(record, { prefix, file: files.length, composed: file, sources, sizes }, ports));
  };
  try {
    for await (const [row, tables] of inOrder(clips, ports)) {
      if (tables === undefined || typeof tables === 'string') {
        skipped.push({ startMs: row.startProducerMs, endMs: row.endProducerMs, reason: tables ?? 'missing' });
        continue;
      }
      const { bucket, key, bytes } = row.clip;
      sources.push({ bucket, key, etag: tables.etag });
      sizes.push(bytes);
      await finish(
        composer.add({
          startMs: row.startProducerMs,
          endMs: row.endProducerMs,
          fragments: row.numbers.length,
          tracks: tables.tracks,
        }),
      );
    }
    await finish(composer.end());
    if (files.length === 0) {
      throw new ArchiverError('NotFound', `from: nothing of ${streamName} is archived in the range as an MP4`);
    }
    if (files.reduce((sum, { batches }) => sum + batches, 0) > MOST_BATCHES) {
      throw new ArchiverError('InvalidInput', 'to: the range makes too many parts; export it in pieces');
    }
    const all = [...skipped, ...(await notArchived(record, ports))].sort((a, b) => a.startMs - b.startMs);
    return { prefix, files: named(record, files), skipped: all.slice(0, MOST_SKIPPED), skippedCount: all.length };
  } catch (error) {
    for (const file of files) await ports.assembler.abort(file);
    throw error;
  }
}

/** Between the end of what has been and the next beginning. */
function longestHole(clips: readonly ExportedClip[]): number {
  let [longest, endMs] = [0, Number.POSITIVE_INFINITY];
  for (const { startProducerMs, endProducerMs } of clips) {
    longest = Math.max(longest, startProducerMs - endMs);
    endMs = endMs === Number.POSITIVE_INFINITY ? endProducerMs : Math.max(endMs, endProducerMs);
  }
  return longest;
}

/** The tables of clips, read ahead; a word where there are none to be had. */
async function* inOrder(
  clips: readonly ExportedClip[],
  { objects }: PlanExportPorts,
): AsyncGenerator<readonly [ExportedClip, ClipTables | string]> {
  const read = async (row: ExportedClip): Promise<ClipTables | string> => {
    try {
      return await readClipTables(row.clip, row.clip.bytes, objects);
    } catch (error) {
      if (isArchiverError(error, 'NotFound')) return 'missing';
      if (isArchiverError(error, 'UnsupportedMedia')) return 'no-mp4';
      if (isArchiverError(error, 'Corrupt')) return 'corrupt';
      throw error;
    }
  };
  for (let at = 0; at < clips.length; at += READ_AHEAD) {
    const group = clips.slice(at, at + READ_AHEAD);
    const tables = await Promise.all(group.map(read));
    for (const [index, row] of group.entries()) yield [row, tables[index] ?? 'missing'];
  }
}

interface FileToWrite {
  readonly prefix: string;
  readonly file: number;
  readonly composed: ComposedFile;
  readonly sources: readonly PartSource[];
  readonly sizes: readonly number[];
}

/** Writes a file's head and the documents of its parts into the work bucket, and begins its upload. */
async function writeFile(
  { exportId, streamName }: ExportRecord,
  { prefix, file, composed, sources, sizes }: FileToWrite,
  ports: PlanExportPorts,
): Promise<ExportFile> {
  const head = Buffer.concat(composed.head);
  const place = { bucket: ports.workBucket, key: `${prefix}${file}/head.mp4` };
  await ports.objects.putIfAbsent(place, head, 'video/mp4');
  const all = [...sources, { ...place, etag: await etagOf(place, ports) }];
  const ranges = [
    { source: sources.length, from: 0, to: head.length },
    ...composed.ranges.map(({ clip, from, to }) => ({ source: clip, from, to })),
  ];
  const parts = planParts(ranges, [...sizes, head.length]);
  const documents = partDocuments(parts, all);
  for (const [batch, document] of documents.entries()) {
    const at = { bucket: ports.workBucket, key: partDocumentKey(prefix, file, batch) };
    await ports.objects.putIfAbsent(at, Buffer.from(JSON.stringify(document)), 'application/json');
  }
  const fileName = `${streamName}_${fileTime(composed.startMs)}_${fileTime(composed.endMs)}.mp4`;
  const target = { bucket: ports.exportsBucket, key: `exports/${exportId}/${file}/${fileName}` };
  return {
    ...(await ports.assembler.begin(target, 'video/mp4')),
    fileName,
    bytes: head.length + composed.mediaBytes,
    parts: parts.length,
    batches: documents.length,
    startMs: composed.startMs,
    endMs: composed.endMs,
    durationMs: composed.durationMs,
    codecs: composed.codecs,
    clips: composed.ranges.length,
  };
}

/** As it goes into a file's name anywhere. */
const fileTime = (ms: number): string =>
  formatTime(ms)
    .replace(/[-:]/g, '')
    .replace(/\.\d+Z$/, 'Z');

async function etagOf(place: ObjectPlace, { objects }: PlanExportPorts): Promise<string> {
  const { body, etag } = await objects.get(place, { from: 0, to: 1 });
  for await (const _ of body);
  return etag;
}

/** Under the name that was asked for, where one was; of several with their numbers. */
function named({ name }: ExportRecord, files: readonly ExportFile[]): ExportFile[] {
  if (name === '') return [...files];
  const plain = name.replace(/\.mp4$/i, '');
  return files.map((file, index) => ({
    ...file,
    fileName: files.length === 1 ? `${plain}.mp4` : `${plain}-${index + 1}.mp4`,
  }));
}

/** Stretches of the range of which the archive has nothing, and why. */
async function notArchived(record: ExportRecord, ports: PlanExportPorts): Promise<SkippedSpan[]> {
  const { fromMs, toMs, streamName } = record;
  const { gaps, unclaimed } = await timeline(streamName, { fromMs, toMs, resolutionMs: 0 }, ports.timeline);
  return [
    ...gaps.map(({ startMs, endMs, reason }) => ({ startMs, endMs, reason })),
    ...unclaimed.map((span) => ({ ...span, reason: 'unclaimed' })),
  ];
}

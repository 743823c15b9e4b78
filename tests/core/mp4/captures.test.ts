import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { producerMs } from '../../../core/fragment.ts';
import { DocumentSplitter } from '../../../core/matroska/DocumentSplitter.ts';
import { concatBytes } from '../../../core/matroska/ebml/encode.ts';
import { FragmentCutter } from '../../../core/matroska/FragmentCutter.ts';
import { readDocument } from '../../../core/matroska/readDocument.ts';
import { readFragment } from '../../../core/matroska/readFragment.ts';
import { buildMp4, type ClipFragment } from '../../../core/mp4/buildMp4.ts';
import { Mp4Inspector } from '../../../core/mp4/Mp4Inspector.ts';

/** External captures: what real producers and the real service put on the wire. Not part of the project. */
const folder = join(__dirname, '../../../../shared/captures');
const present = existsSync(folder);
if (!present) console.warn(`no external captures at ${folder}: these checks are left out`);
const capture = (name: string) => new Uint8Array(readFileSync(join(folder, name)));

function fromGetMedia(name: string): ClipFragment[] {
  const splitter = new DocumentSplitter();
  const events = [...splitter.push(capture(name)), ...splitter.end()];
  return events.flatMap((event) => (event.kind === 'document' ? [readFragment(event.bytes)] : []));
}

function fromPutMedia(name: string): ClipFragment[] {
  const cutter = new FragmentCutter();
  const events = [...cutter.push(capture(name)), ...cutter.end()];
  const header = events.find((event) => event.kind === 'tracks')?.headerBytes ?? new Uint8Array();
  return events.flatMap((event) => {
    if (event.kind !== 'fragment') return [];
    return [{ ...readDocument(concatBytes([header, event.bytes])), producerMs: producerMs(event.timecodeMs) }];
  });
}

describe('clips of external captures', () => {
  test.each([
    ['getmedia-aws.mkv', fromGetMedia, 'avc1.4d401e', 300, 10_001],
    ['putmedia-camera.mkv', fromPutMedia, 'avc1.64001e', 240, 9600],
    ['putmedia-kvssink.mkv', fromPutMedia, 'avc1.f4001e', 150, 6000],
  ])('%s', async (name, read, codec, frames, durationMs) => {
    if (!present) return;
    const fragments = read(name);
    const inspector = new Mp4Inspector();
    const source = {
      count: fragments.length,
      read: async (index: number) => fragments[index] as ClipFragment,
    };

    const built = await buildMp4(source, { write: (_, bytes) => inspector.push(bytes) }, { creationTimeMs: 0 });

    const inspection = inspector.end();
    expect(inspection).toMatchObject({ layout: 'progressive-moov-first', bytes: built.bytes, durationMs });
    expect(inspection.tracks).toEqual([
      expect.objectContaining({ codec, sampleCount: frames, syncSampleCount: fragments.length }),
    ]);
  });
});

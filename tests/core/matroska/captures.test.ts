import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DocumentSplitter } from '../../../core/matroska/DocumentSplitter.ts';
import { concatBytes } from '../../../core/matroska/ebml/encode.ts';
import { FragmentCutter } from '../../../core/matroska/FragmentCutter.ts';
import { readFragment } from '../../../core/matroska/readFragment.ts';
import { writeEndOfFragment } from '../../../core/matroska/write/writeEndOfFragment.ts';
import { writeFragmentTags } from '../../../core/matroska/write/writeFragmentTags.ts';
import { writeGetMediaTags } from '../../../core/matroska/write/writeGetMediaTags.ts';
import { writeHeader } from '../../../core/matroska/write/writeHeader.ts';
import { writeTags } from '../../../core/matroska/write/writeTags.ts';
import { chunksOf } from './mediaBodies.ts';

/** External captures: what real producers and the real service put on the wire. Not part of the project. */
const folder = join(__dirname, '../../../../shared/captures');
const present = existsSync(folder);
if (!present) console.warn(`no external captures at ${folder}: these checks are left out`);
const capture = (name: string) => new Uint8Array(readFileSync(join(folder, name)));

function cut(body: Uint8Array) {
  const cutter = new FragmentCutter();
  return [...chunksOf(body, 1400).flatMap((chunk) => cutter.push(chunk)), ...cutter.end()];
}

describe('external captures', () => {
  test.each([
    ['putmedia-camera.mkv', 6, 240, 1_795_258_619_861],
    ['putmedia-kvssink.mkv', 8, 150, 1_795_258_557_663],
  ])('%s is cut into %i fragments', (name, count, frames, first) => {
    if (!present) return;
    const fragments = cut(capture(name)).filter((event) => event.kind === 'fragment');

    expect(fragments).toHaveLength(count);
    expect(fragments[0]?.timecodeMs).toBe(first);
    expect(fragments.every((each) => each.frames[0]?.keyframe === true)).toBe(true);
    expect(fragments.reduce((sum, each) => sum + each.frames.length, 0)).toBe(frames);
    expect(fragments.at(-1)?.endedBy).toBe('end-of-fragment-tag');
  });

  test.each([
    ['getmedia-aws.mkv', 5],
    ['getmedia-aws-sparse.mkv', 3],
  ])('%s is split into %i fragments', (name, count) => {
    if (!present) return;
    const body = capture(name);
    const splitter = new DocumentSplitter();

    const events = [...chunksOf(body, 1400).flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];

    const documents = events.flatMap((event) => (event.kind === 'document' ? [event.bytes] : []));
    expect(documents).toHaveLength(count);
    expect(Buffer.concat(documents).equals(body)).toBe(true);
    for (const document of documents) {
      const fragment = readFragment(document);
      expect(fragment.producerMs).toBe(1_511_852_108_513 + fragment.clusterTimecodeMs);
      expect(fragment.awsTags.get('AWS_KINESISVIDEO_CONTINUATION_TOKEN')).toBe(fragment.fragmentNumber);
      // What we write for the same values is what the service wrote.
      const found = Buffer.from(document);
      expect(found.includes(Buffer.from(writeFragmentTags(fragment)))).toBe(true);
      const millisBehindNow = Number(fragment.awsTags.get('AWS_KINESISVIDEO_MILLIS_BEHIND_NOW'));
      expect(
        found.includes(Buffer.from(writeGetMediaTags({ millisBehindNow, continuationToken: fragment.fragmentNumber }))),
      ).toBe(true);
    }
  });

  test('our header and tags are byte for byte those of the C producer', () => {
    if (!present) return;
    const body = capture('putmedia-camera.mkv');
    const [header] = cut(body).filter((event) => event.kind === 'tracks');
    if (header === undefined) throw new Error('no header');
    const uidAt = Buffer.from(body).indexOf(Buffer.from([0x73, 0xa4, 0x90])) + 3;

    const written = writeHeader({
      tracks: header.tracks,
      segmentUid: body.subarray(uidAt, uidAt + 16),
      title: 'Kinesis Video SDK',
      application: 'Kinesis Video SDK 1.1.0',
    });

    expect(Buffer.from(written).toString('hex')).toBe(Buffer.from(header.headerBytes).toString('hex'));
    const tags = concatBytes([writeTags([{ name: 'TEST_KEY_1', value: 'TEST_VALUE_1' }], 8), writeEndOfFragment()]);
    expect(Buffer.from(body).includes(Buffer.from(tags))).toBe(true);
  });
});

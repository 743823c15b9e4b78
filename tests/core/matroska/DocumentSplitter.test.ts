import fc from 'fast-check';
import { DocumentSplitter, type SplitEvent } from '../../../core/matroska/DocumentSplitter.ts';
import { concatBytes } from '../../../core/matroska/ebml/encode.ts';
import { writeCluster } from '../../../core/matroska/write/writeCluster.ts';
import { writeHeader } from '../../../core/matroska/write/writeHeader.ts';
import { writeTags } from '../../../core/matroska/write/writeTags.ts';
import { chunksOf, readDocuments } from './mediaBodies.ts';

function split(chunks: readonly Uint8Array[], maxDocumentBytes?: number): { events: SplitEvent[]; error: unknown } {
  const splitter = new DocumentSplitter(maxDocumentBytes === undefined ? {} : { maxDocumentBytes });
  const events: SplitEvent[] = [];
  try {
    for (const chunk of chunks) {
      const own = chunk.slice();
      events.push(...splitter.push(own));
      own.fill(0xaa);
    }
    events.push(...splitter.end());
    expect(splitter.end()).toEqual([]);
    return { events, error: undefined };
  } catch (error) {
    expect(() => splitter.push(new Uint8Array())).toThrow();
    return { events, error };
  }
}

const header = writeHeader({ tracks: [{ number: 1, type: 'video', codecId: 'V_MPEG4/ISO/AVC' }] });
const GMFFL_FAILURE = [
  { name: 'AWS_KINESISVIDEO_EXCEPTION_ERROR_CODE', value: '3000' },
  { name: 'AWS_KINESISVIDEO_EXCEPTION_MESSAGE', value: 'it went wrong' },
  { name: 'AWS_KINESISVIDEO_FRAGMENT_NUMBER', value: '77' },
];

describe('DocumentSplitter', () => {
  test.each([1, 7, 1000, 1_000_000])('gives each document, in chunks of %i bytes', (size) => {
    const documents = readDocuments('h264-aac.mkv', { startMs: 1_700_000_000_000, getMedia: true });

    const { events, error } = split(chunksOf(concatBytes(documents), size));

    expect(error).toBeUndefined();
    expect(events).toEqual(documents.map((bytes) => ({ kind: 'document', bytes })));
  });

  test('an EBML header within a payload splits nothing', () => {
    const cluster = writeCluster({
      timecodeMs: 0,
      size: 'unknown',
      blocks: [{ trackNumber: 1, timeMs: 0, keyframe: true, payload: header }],
    });
    const document = concatBytes([header, cluster]);

    expect(split([concatBytes([document, document])]).events).toHaveLength(2);
  });

  test.each([
    ['in a document of its own', concatBytes([header, writeTags(GMFFL_FAILURE)])],
    ['in several Tags', concatBytes([header, ...GMFFL_FAILURE.map((tag) => writeTags([tag]))])],
  ])('tells the failure of GetMediaForFragmentList, %s', (_, failed) => {
    const [first] = readDocuments('h264.mkv');

    const { events } = split([concatBytes([first ?? [], failed])]);

    expect(events).toEqual([
      { kind: 'document', bytes: first },
      {
        kind: 'failure',
        operation: 'GetMediaForFragmentList',
        code: '3000',
        message: 'it went wrong',
        errorId: undefined,
        fragmentNumber: '77',
      },
    ]);
  });

  test('tells the failure of GetMedia after a fragment, which stays clean of it', () => {
    const [first] = readDocuments('h264.mkv', { getMedia: true });
    const failure = writeTags([
      { name: 'AWS_KINESISVIDEO_ERROR_CODE', value: 'InternalError' },
      { name: 'AWS_KINESISVIDEO_ERROR_ID', value: '5000' },
    ]);

    const { events } = split([concatBytes([first ?? [], failure])]);

    expect(events).toEqual([
      { kind: 'document', bytes: first },
      expect.objectContaining({ kind: 'failure', operation: 'GetMedia', code: 'InternalError', errorId: '5000' }),
    ]);
  });

  test('a document of Tags alone is told as such, an empty body as nothing', () => {
    expect(split([concatBytes([header, writeTags([{ name: 'a', value: 'b' }])])]).events).toEqual([
      { kind: 'tags', tags: [{ name: 'a', value: 'b' }] },
    ]);
    expect(split([])).toEqual({ events: [], error: undefined });
  });

  test('what came before a cut or a fault is given first', () => {
    const [first, second] = readDocuments('h264.mkv');
    const cut = split([concatBytes([first ?? [], second?.subarray(0, -1) ?? []])]);
    const fault = split([concatBytes([first ?? [], second ?? [], [0, 0, 0]])]);

    expect(cut.events).toEqual([{ kind: 'document', bytes: first }]);
    expect(cut.error).toMatchObject({ kind: 'Truncated', message: expect.stringMatching(/^SimpleBlock at byte/) });
    expect(fault.events).toEqual([{ kind: 'document', bytes: first }]);
    expect(fault.error).toMatchObject({ kind: 'Corrupt', message: expect.stringMatching(/^element id at byte/) });
  });

  test('no document may pass the bound', () => {
    const documents = readDocuments('h264.mkv');

    expect(split(documents, 4000).error).toMatchObject({ kind: 'Corrupt', details: { reason: 'TooLarge' } });
  });

  test('any chunking of spoilt bodies gives the same', () => {
    const body = concatBytes([...readDocuments('h264.mkv'), header, writeTags(GMFFL_FAILURE)]);
    const seen = ({ events, error }: ReturnType<typeof split>) => [
      events.map((event) => (event.kind === 'document' ? event.bytes.length : event)),
      String(error),
    ];
    fc.assert(
      fc.property(
        fc.nat({ max: body.length - 1 }),
        fc.integer({ min: 0, max: 255 }),
        fc.integer({ min: 1, max: body.length }),
        fc.integer({ min: 1, max: 5000 }),
        (at, mask, length, size) => {
          const spoilt = body.slice(0, length);
          if (at < length) spoilt[at] = (spoilt[at] ?? 0) ^ mask;
          expect(seen(split(chunksOf(spoilt, size)))).toEqual(seen(split([spoilt])));
        },
      ),
      { seed: 11, numRuns: 300 },
    );
  });
});

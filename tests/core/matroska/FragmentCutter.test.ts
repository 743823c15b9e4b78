import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { isArchiverError } from '../../../core/errors.ts';
import type { CutEvent, FragmentCut, HeaderCut } from '../../../core/matroska/CutEvent.ts';
import { ElementId } from '../../../core/matroska/ebml/ElementId.ts';
import { concatBytes, encodeElement, encodeId, encodeSize } from '../../../core/matroska/ebml/encode.ts';
import { type CutterLimits, FragmentCutter } from '../../../core/matroska/FragmentCutter.ts';
import { readDocument } from '../../../core/matroska/readDocument.ts';
import type { Frame } from '../../../core/matroska/StoredFragment.ts';
import { writeCluster } from '../../../core/matroska/write/writeCluster.ts';
import { writeEndOfFragment } from '../../../core/matroska/write/writeEndOfFragment.ts';
import { writeHeader } from '../../../core/matroska/write/writeHeader.ts';
import { writeSimpleBlock } from '../../../core/matroska/write/writeSimpleBlock.ts';
import { writeTags } from '../../../core/matroska/write/writeTags.ts';
import { computingMs } from '../../computing.ts';
import { chunksOf, mediaFragments, putMediaBody } from './mediaBodies.ts';

const START = 1_795_258_557_663;

function cut(chunks: readonly Uint8Array[], limits: CutterLimits = {}): CutEvent[] {
  const cutter = new FragmentCutter(limits);
  const events: CutEvent[] = [];
  for (const chunk of chunks) {
    // A chunk of one's own that is spoilt afterwards: the cutter may keep no view of it.
    const own = chunk.slice();
    events.push(...cutter.push(own));
    own.fill(0xaa);
  }
  return [...events, ...cutter.end()];
}

const fragmentsOf = (events: readonly CutEvent[]) =>
  events.filter((event): event is FragmentCut => event.kind === 'fragment');
const headersOf = (events: readonly CutEvent[]) =>
  events.filter((event): event is HeaderCut => event.kind === 'tracks');
const kinds = (events: readonly CutEvent[]) => events.map((event) => event.kind);

/** Events with their bytes as hashes, which compare faster. */
const digest = (events: readonly CutEvent[]): string =>
  JSON.stringify(events, (_, value) =>
    value instanceof Uint8Array
      ? createHash('sha256').update(value).digest('hex')
      : value instanceof Error
        ? value.message
        : value,
  );

const TRACKS = [{ number: 1, type: 'video', codecId: 'V_MPEG4/ISO/AVC', video: { width: 4, height: 2 } }] as const;
const frame = (timeMs: number, keyframe: boolean, bytes: number[] = [1, 2, 3]): Frame => ({
  trackNumber: 1,
  timeMs,
  keyframe,
  payload: Uint8Array.from(bytes),
});
const header = writeHeader({ tracks: TRACKS });
const cluster = (timecodeMs: number, size: 'known' | 'unknown' = 'unknown') =>
  writeCluster({ timecodeMs, size, blocks: [frame(timecodeMs, true), frame(timecodeMs + 40, false)] });

describe('FragmentCutter', () => {
  test.each([
    ['h264.mkv', 4, 60],
    ['h264-320x240-2s.mkv', 2, 60],
    ['h264-aac.mkv', 4, 124],
    ['h264-bframes-aac-2s.mkv', 2, 124],
    ['h265-bframes-aac-2s.mkv', 2, 124],
    ['h264-alaw.mkv', 3, 69],
  ])('%s becomes %i fragments of %i frames, byte for byte', (name, count, frames) => {
    const { tracks, fragments: groups } = mediaFragments(name);
    for (const size of ['unknown', 'known'] as const) {
      for (const endOfFragment of [false, true]) {
        const events = cut([putMediaBody(name, { startMs: START, size, endOfFragment })]);

        const fragments = fragmentsOf(events);
        expect(fragments).toHaveLength(count);
        expect(fragments.reduce((sum, each) => sum + each.frames.length, 0)).toBe(frames);
        expect(headersOf(events).map((each) => each.tracks)).toEqual([tracks]);
        expect(fragments.map((each) => each.timecodeMs)).toEqual(groups.map((group) => START + group.timeMs));
        fragments.forEach((fragment, index) => {
          const group = groups[index]?.frames ?? [];
          expect(fragment.frames.map((each) => [each.trackNumber, each.timeMs - START, each.keyframe])).toEqual(
            group.map((each) => [each.trackNumber, each.timeMs, each.keyframe]),
          );
          const payloads = fragment.frames.map((at) => fragment.bytes.subarray(at.offset, at.offset + at.length));
          expect(Buffer.concat(payloads).equals(Buffer.concat(group.map((each) => each.payload)))).toBe(true);
          expect(payloads.map((each) => each.length)).toEqual(group.map((each) => each.payload.length));
        });
      }
    }
  });

  test('header and fragment together are a document that can be read', () => {
    const events = cut([putMediaBody('h264-aac.mkv', { startMs: START, tags: [{ name: 'door', value: 'open' }] })]);

    const [first] = headersOf(events);
    for (const fragment of fragmentsOf(events)) {
      const document = readDocument(concatBytes([first?.headerBytes ?? [], fragment.bytes]));
      expect(document.clusterTimecodeMs).toBe(fragment.timecodeMs);
      expect(document.frames).toHaveLength(fragment.frames.length);
      expect(document.tags).toEqual([{ name: 'door', value: 'open' }]);
    }
  });

  test('a fragment is told at once by its END_OF_FRAGMENT, and otherwise by the next Cluster', () => {
    const cutter = new FragmentCutter();
    const steps: [string, Uint8Array][] = [
      ['header', header],
      ['first cluster', cluster(0)],
      ['its tags', writeTags([{ name: 'a', value: '1' }])],
      ['its end', writeEndOfFragment()],
      ['second cluster', cluster(1000)],
      ['third cluster', cluster(2000)],
    ];

    const seen = steps.map(([step, bytes]) => [step, kinds(cutter.push(bytes))]);

    expect(seen).toEqual([
      ['header', []],
      ['first cluster', ['tracks', 'cluster']],
      ['its tags', []],
      ['its end', ['fragment']],
      ['second cluster', ['cluster']],
      ['third cluster', ['fragment', 'cluster']],
    ]);
    expect(fragmentsOf(cutter.end()).map((each) => each.endedBy)).toEqual(['end-of-stream']);
    expect(cutter.push(cluster(3000))).toEqual([]);
  });

  test('BUFFERING can be said when the timecode is there, before any frame', () => {
    const cutter = new FragmentCutter();
    const body = concatBytes([header, cluster(START)]);
    const timecodeEnd = header.length + 4 + 1 + 2 + 8;

    expect(kinds(cutter.push(body.subarray(0, timecodeEnd - 1)))).toEqual(['tracks']);
    expect(cutter.push(body.subarray(timecodeEnd - 1, timecodeEnd))).toEqual([{ kind: 'cluster', timecodeMs: START }]);
  });

  test('bytes hold the Cluster and its Tags, but no END_OF_FRAGMENT', () => {
    const tags = writeTags([{ name: 'a', value: '1' }], 8);
    const mixed = writeTags([
      { name: 'b', value: '2' },
      { name: 'AWS_KINESISVIDEO_END_OF_FRAGMENT', value: '' },
    ]);

    const [fragment] = fragmentsOf(cut([concatBytes([header, cluster(0), tags, mixed])]));

    expect(fragment?.bytes).toEqual(concatBytes([cluster(0), tags, writeTags([{ name: 'b', value: '2' }])]));
    expect(fragment?.clusterLength).toBe(cluster(0).length);
    expect(fragment?.tags).toEqual([
      { name: 'a', value: '1' },
      { name: 'b', value: '2' },
    ]);
    expect(fragment?.endedBy).toBe('end-of-fragment-tag');
  });

  test('Tags before Info belong to the first fragment only; those between Tracks and Cluster to all', () => {
    const early = writeTags([{ name: 'early', value: '1' }]);
    const late = writeTags([{ name: 'late', value: '2' }]);
    const infoAt = header.findIndex(
      (_, i) => header[i] === 0x15 && header[i + 1] === 0x49 && header[i + 2] === 0xa9 && header[i + 3] === 0x66,
    );
    const whole = concatBytes([header.subarray(0, infoAt), early, header.subarray(infoAt), late]);

    const [found] = headersOf(cut([concatBytes([whole, cluster(0)])]));

    expect(found?.firstHeaderBytes).toEqual(whole);
    expect(found?.headerBytes).toEqual(concatBytes([header, late]));
  });

  test('a known Segment size becomes the unknown one of its width', () => {
    const segmentAt = header.findIndex(
      (_, i) => header[i] === 0x18 && header[i + 1] === 0x53 && header[i + 2] === 0x80,
    );
    const rest = concatBytes([header.subarray(segmentAt + 5), cluster(0, 'known')]);
    const known = concatBytes([header.subarray(0, segmentAt + 4), encodeSize(rest.length, 8), rest]);

    const events = cut([known]);

    const expected = [0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    expect([...(headersOf(events)[0]?.headerBytes ?? [])].slice(segmentAt, segmentAt + 12)).toEqual(expected);
    expect(fragmentsOf(events)).toHaveLength(1);
  });

  test('blocks after Tags continue their Cluster; Tags after END_OF_FRAGMENT go to the next one', () => {
    const between = writeTags([{ name: 'AWS_KINESISVIDEO_NOTIFICATION', value: '' }]);
    const orphan = writeTags([{ name: 'orphan', value: 'x' }]);
    const more = writeSimpleBlock(frame(80, false, [9]), 0);
    const body = [header, cluster(0), between, more, writeEndOfFragment(), orphan, cluster(1000)];

    const [first, second] = fragmentsOf(cut([concatBytes(body)]));

    expect(first?.bytes).toEqual(concatBytes([cluster(0), more, between]));
    expect(first?.frames.map((each) => [each.timeMs, first.bytes[each.offset]])).toEqual([
      [0, 1],
      [40, 1],
      [80, 9],
    ]);
    expect(second?.bytes).toEqual(concatBytes([cluster(1000), orphan]));
    expect(second?.tags).toEqual([{ name: 'orphan', value: 'x' }]);
  });

  test('a new document restarts the session within the body', () => {
    const events = cut([concatBytes([header, cluster(0), header, cluster(0)])]);

    expect(kinds(events)).toEqual(['tracks', 'cluster', 'fragment', 'tracks', 'cluster', 'fragment']);
    expect(fragmentsOf(events).map((each) => each.endedBy)).toEqual(['next-document', 'end-of-stream']);
  });

  test('BlockGroups, laced blocks, CRC-32, Void and Cues are taken', () => {
    const block = encodeElement(ElementId.Block, [0x81, 0, 5, 0, 7, 7]);
    const reference = encodeElement(ElementId.ReferenceBlock, [0xfb]);
    const laced = encodeElement(ElementId.SimpleBlock, [0x81, 0, 9, 0x82, 1, 1, 8, 9, 9, 9, 9]);
    const inside = concatBytes([
      encodeElement(ElementId.Crc32, [0, 0, 0, 0]),
      encodeElement(ElementId.Timecode, [100]),
      encodeElement(ElementId.BlockGroup, block),
      encodeElement(ElementId.BlockGroup, concatBytes([block, reference])),
      encodeElement(ElementId.Void, [0, 0]),
      laced,
    ]);
    const cues = encodeElement(ElementId.Cues, encodeElement(ElementId.Void, [0]));

    const events = cut([concatBytes([header, encodeId(ElementId.Cluster), encodeSize(inside.length), inside, cues])]);

    const [fragment] = fragmentsOf(events);
    expect(fragment?.frames.map(({ timeMs, keyframe, length }) => [timeMs, keyframe, length])).toEqual([
      [105, true, 2],
      [105, false, 2],
      [109, true, 1],
      [109, true, 4],
    ]);
    expect(fragment?.bytes).toHaveLength(4 + 1 + inside.length);
  });

  describe('an end within a fragment', () => {
    const whole = concatBytes([header, cluster(0), cluster(1000)]);
    const lastBlock = writeSimpleBlock(frame(1040, false), 1000).length;
    test.each([
      ['nothing at all', 0, []],
      ['within the header', 20, ['truncated']],
      ['after the header', header.length, ['tracks']],
      ['after a whole frame', whole.length - lastBlock, ['tracks', 'cluster', 'fragment', 'cluster', 'fragment']],
      ['in the midst of a frame', whole.length - 1, ['tracks', 'cluster', 'fragment', 'cluster', 'truncated']],
      [
        'before the first frame',
        whole.length - 2 * lastBlock,
        ['tracks', 'cluster', 'fragment', 'cluster', 'truncated'],
      ],
    ])('%s', (_, length, expected) => {
      expect(kinds(cut([whole.subarray(0, length)]))).toEqual(expected);
    });

    test('a Cluster of known size is whole only at its end', () => {
      const body = concatBytes([header, cluster(0, 'known')]);

      const events = cut([body.subarray(0, body.length - lastBlock)]);

      expect(events.at(-1)).toMatchObject({ kind: 'truncated', timecodeMs: 0, frames: [{ timeMs: 0 }] });
    });
  });

  describe('what is too large', () => {
    const big = concatBytes([
      header,
      writeCluster({ timecodeMs: 7, size: 'unknown', blocks: [frame(7, true, new Array(500).fill(1))] }),
    ]);
    test.each([
      ['a fragment', { maxFragmentBytes: 400 }, 'FragmentTooLarge', 7],
      ['a header', { maxHeaderBytes: 60 }, 'HeaderTooLarge', undefined],
    ] as const)('%s fails as soon as its size is known', (_, limits, reason, timecodeMs) => {
      const cutter = new FragmentCutter(limits);

      const events = cutter.push(big.subarray(0, big.length - 300));

      expect(events.at(-1)).toMatchObject({ kind: 'failed', reason, timecodeMs });
      expect(cutter.push(big)).toEqual([]);
      expect(cutter.end()).toEqual([]);
    });

    test('a fragment of exactly the limit passes', () => {
      const limit = big.length - header.length;
      expect(kinds(cut([big], { maxFragmentBytes: limit }))).toEqual(['tracks', 'cluster', 'fragment']);
      expect(kinds(cut([big], { maxFragmentBytes: limit - 1 })).at(-1)).toBe('failed');
    });

    test.each([
      ['in one element', [writeTags(new Array(4097).fill({ name: 'a', value: '' }))]],
      ['in many', new Array<Uint8Array>(4097).fill(writeTags([{ name: 'a', value: '' }]))],
      [
        'between the blocks',
        new Array<Uint8Array>(4097).fill(
          concatBytes([encodeElement(ElementId.Tags, []), encodeElement(ElementId.Position, [])]),
        ),
      ],
      [
        'before a Cluster',
        [writeEndOfFragment(), ...new Array<Uint8Array>(4097).fill(writeTags([{ name: 'a', value: '' }]))],
      ],
    ])('tags beyond any measure, %s', (_, tags) => {
      expect(cut([concatBytes([header, cluster(0), ...tags])]).at(-1)).toMatchObject({ kind: 'failed' });
    });

    test('hundreds of thousands of empty elements take no time', async () => {
      const empties = (id: number) => concatBytes(new Array<Uint8Array>(300_000).fill(encodeElement(id, [])));
      const bodies = [
        concatBytes([header, empties(ElementId.Tracks), cluster(0)]),
        concatBytes([header, cluster(0), empties(ElementId.Tags)]),
        concatBytes([header, cluster(0), writeEndOfFragment(), empties(ElementId.Tags), cluster(1)]),
        concatBytes([header, cluster(0), empties(ElementId.Void)]),
      ];
      const ends: unknown[] = [];
      const tookMs = await computingMs(() => ends.push(...bodies.map((body) => kinds(cut([body])).at(-1))));

      expect(ends).toEqual(['fragment', 'fragment', 'fragment', 'fragment']);
      // A quadratic walk would take minutes.
      expect(tookMs).toBeLessThan(15_000);
    });

    test('lacing cannot multiply frames beyond any measure', () => {
      const laced = encodeElement(ElementId.SimpleBlock, [0x81, 0, 0, 0x84, 255]);
      const body = concatBytes([header, cluster(0), ...new Array<Uint8Array>(1000).fill(laced)]);

      const last = cut([body]).at(-1);

      expect(last).toMatchObject({ kind: 'failed', reason: 'InvalidMatroska' });
    });
  });

  test.each([
    ['no EBML header', concatBytes([header.subarray(40), cluster(0)]), /at byte 0/],
    ['a byte that begins no id', concatBytes([header, cluster(0), [0x00, 0x81, 0]]), /element id at byte/],
    ['no Tracks', concatBytes([header.subarray(0, 45), cluster(0)]), /Tracks at byte 45: missing/],
    [
      'a block before its Timecode',
      concatBytes([header, encodeId(ElementId.Cluster), [0xff], writeSimpleBlock(frame(0, true), 0)]),
      /SimpleBlock at byte .*before the Timecode/,
    ],
    [
      'a block outside any Cluster',
      concatBytes([header, cluster(0, 'known'), writeSimpleBlock(frame(0, true), 0)]),
      /outside/,
    ],
    [
      'an unknown size where none may be',
      concatBytes([header, cluster(0), encodeId(ElementId.Tags), [0xff]]),
      /Tags at byte/,
    ],
    [
      'Tracks after a Cluster',
      concatBytes([header, cluster(0), encodeElement(ElementId.Tracks, [])]),
      /Tracks at byte/,
    ],
  ])('fails on %s, naming element and byte', (_, body, message) => {
    const last = cut([body]).at(-1);

    expect(last?.kind).toBe('failed');
    if (last?.kind !== 'failed') return;
    expect(last.reason).toBe('InvalidMatroska');
    expect(isArchiverError(last.error, 'Corrupt')).toBe(true);
    expect(last.error.message).toMatch(message);
  });

  test('any chunking gives the same events, noise and cuts included', () => {
    const bodies = [
      putMediaBody('h264-bframes-aac-2s.mkv', {
        startMs: START,
        endOfFragment: true,
        tags: [{ name: 'k', value: 'v' }],
      }),
      putMediaBody('h264.mkv', { size: 'known' }),
      concatBytes([header, cluster(0), writeTags([{ name: 'x', value: 'y' }]), cluster(50), header, cluster(9)]),
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...bodies),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { maxLength: 3 }),
        fc.option(fc.nat()),
        fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 20 }),
        (body, flips, cutAt, sizes) => {
          const spoilt = body.slice(0, cutAt === null ? body.length : cutAt % body.length);
          for (const [at, mask] of flips) {
            if (spoilt.length > 0) spoilt[at % spoilt.length] = (spoilt[at % spoilt.length] ?? 0) ^ mask;
          }
          const chunks: Uint8Array[] = [];
          for (let at = 0, i = 0; at < spoilt.length; i++) {
            const size = sizes[i % sizes.length] ?? 1;
            chunks.push(spoilt.subarray(at, at + size));
            at += size;
          }
          const whole = cut([spoilt]);
          expect(digest(cut(chunks))).toEqual(digest(whole));
          expect(fragmentsOf(whole).reduce((sum, each) => sum + each.bytes.length, 0)).toBeLessThanOrEqual(
            spoilt.length,
          );
        },
      ),
      { seed: 20_261_121, numRuns: 150 },
    );
  });

  test('nothing is kept of a chunk, Buffers included', () => {
    const body = putMediaBody('h264-aac.mkv', {
      size: 'known',
      endOfFragment: true,
      tags: [{ name: 'a', value: 'b' }],
    });
    const chunk = Buffer.from(body);
    const cutter = new FragmentCutter();

    const events = [...cutter.push(chunk), ...cutter.end()];

    const before = digest(events);
    expect(chunk.equals(body)).toBe(true);
    chunk.fill(0xaa);
    expect(digest(events)).toBe(before);
    expect(digest(events)).toBe(digest(cut([body])));
  });

  test('one byte at a time gives the same events', () => {
    const body = putMediaBody('h264-aac.mkv', { startMs: START, endOfFragment: true });

    expect(digest(cut(chunksOf(body, 1)))).toEqual(digest(cut([body])));
  });

  test('noise never does more than fail', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (noise, afterHeader) => {
        const events = cut([concatBytes([afterHeader ? concatBytes([header, cluster(0)]) : [], noise])]);
        expect(kinds(events).filter((kind) => kind === 'failed').length).toBeLessThanOrEqual(1);
      }),
      { seed: 7, numRuns: 1000 },
    );
  });
});

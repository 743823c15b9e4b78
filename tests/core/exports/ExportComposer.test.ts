import { type ComposedFile, ExportComposer, type GapMode } from '../../../core/exports/ExportComposer.ts';
import { producerMs } from '../../../core/fragment.ts';
import { Mp4Inspector } from '../../../core/mp4/Mp4Inspector.ts';
import { clipOf, tablesOf } from './clipsForExport.ts';
import { mp4boxFile, readPackets } from './readPackets.ts';

const START = 1_795_258_557_663;

interface GivenClip {
  readonly name: string;
  readonly atMs: number;
}

/** Composes clips of fixtures, each 4 s long but for what its name says, and puts the files together. */
async function compose(
  given: readonly GivenClip[],
  options: { gaps: GapMode; fromMs?: number; toMs?: number },
): Promise<{ files: (ComposedFile & { bytes: Uint8Array })[]; clips: Uint8Array[] }> {
  const composer = new ExportComposer({
    fromMs: START + (options.fromMs ?? 0),
    toMs: START + (options.toMs ?? 10 ** 9),
    gaps: options.gaps,
    longestHoleMs: 3_600_000,
    creationTimeMs: START,
  });
  const clips: Uint8Array[] = [];
  const composed: (ComposedFile | undefined)[] = [];
  for (const { name, atMs } of given) {
    const bytes = await clipOf(name, START + atMs);
    clips.push(bytes);
    const startMs = producerMs(START + atMs);
    const endMs = producerMs(startMs + 4000);
    composed.push(composer.add({ startMs, endMs, fragments: 4, tracks: tablesOf(bytes) }));
  }
  composed.push(composer.end());
  const files = composed
    .filter((file) => file !== undefined)
    .map((file) => ({
      ...file,
      bytes: new Uint8Array(
        Buffer.concat([
          ...file.head,
          ...file.ranges.map(({ clip, from, to }) => clips[clip]?.subarray(from, to) ?? new Uint8Array()),
        ]),
      ),
    }));
  return { files, clips };
}

const joined = (packets: readonly { data: Uint8Array }[]): Buffer => Buffer.concat(packets.map(({ data }) => data));

/** Every track of the clips one after the other, which is what the export's tracks must be. */
async function samplesOf(clips: readonly Uint8Array[]): Promise<Buffer[]> {
  const each = await Promise.all(clips.map(readPackets));
  return (each[0] ?? []).map((_track, index) => Buffer.concat(each.map((tracks) => joined(tracks[index] ?? []))));
}

describe('ExportComposer', () => {
  test.each([
    ['h264-aac.mkv', 'cut', 12_300],
    ['h264-aac.mkv', 'keep', 72_100],
    ['h264-bframes-aac-2s.mkv', 'cut', 12_300],
    ['h264-bframes-aac-2s.mkv', 'keep', 72_100],
    ['h265-bframes-aac-2s.mkv', 'keep', 72_100],
    ['h265.mkv', 'cut', 12_200],
  ] as const)('three clips of %s, the gap before the last %s', async (name, gaps, aboutMs) => {
    const given = [
      { name, atMs: 0 },
      { name, atMs: 4000 },
      { name, atMs: 68_000 },
    ];

    const { files, clips } = await compose(given, { gaps });

    expect(files).toHaveLength(1);
    const [file] = files;
    if (file === undefined) return;
    const inspector = new Mp4Inspector();
    inspector.push(file.bytes);
    const inspection = inspector.end();
    expect(inspection.layout).toBe('progressive-moov-first');
    expect(inspection.durationMs).toBe(file.durationMs);
    expect(Math.abs(file.durationMs - aboutMs)).toBeLessThan(300);
    // Sound may begin some frames before the first picture.
    const leadMs = START - file.startMs;
    expect([leadMs >= 0 && leadMs < 150, Math.abs(file.endMs - START - 72_000) < 150]).toEqual([true, true]);

    const packets = await readPackets(file.bytes);
    const expected = await samplesOf(clips);
    expect(packets.map((track) => joined(track).equals(expected[packets.indexOf(track)] ?? Buffer.alloc(0)))).toEqual(
      packets.map(() => true),
    );
    // When each clip's first picture is shown: as it was, or at once after what was before the gap.
    const perClip = (packets[0]?.length ?? 0) / 3;
    const shown = [0, 1, 2].map((clip) => packets[0]?.[clip * perClip]?.timeMs ?? -1);
    expect(shown.slice(0, 2)).toEqual([leadMs, 4000 + leadMs]);
    if (gaps === 'keep') expect(shown[2]).toBe(68_000 + leadMs);
    else expect(Math.abs((shown[2] ?? 0) - leadMs - 8000)).toBeLessThan(150);
    const pictures = packets[0] ?? [];
    expect(new Set(pictures.map(({ timeMs }) => timeMs)).size).toBe(pictures.length);
    // Sound and pictures stay together: sound of the last clip begins with it.
    const sound = packets[1];
    if (sound !== undefined)
      expect(Math.abs((sound[(sound.length / 3) * 2]?.timeMs ?? 0) - (shown[2] ?? 0))).toBeLessThan(150);
  });

  test('mp4box finds every sample once, in order, each in its place', async () => {
    const name = 'h264-aac.mkv';
    const { files, clips } = await compose(
      [0, 4000, 12_000].map((atMs) => ({ name, atMs })),
      { gaps: 'keep' },
    );

    const file = mp4boxFile(files[0]?.bytes ?? new Uint8Array());

    const samples = file.getInfo().tracks.map((track) => file.getTrackSamplesInfo(track.id));
    expect(samples.map((track) => track.length)).toEqual([180, 192]);
    const places = samples.flat().map(({ offset, size }) => [offset, offset + size]);
    places.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
    for (const [index, [from]] of places.entries()) {
      if (index > 0) expect(from).toBeGreaterThanOrEqual(places[index - 1]?.[1] ?? 0);
    }
    expect(places.at(-1)?.[1]).toBe(files[0]?.bytes.length);
    expect(clips).toHaveLength(3);
    expect(file.getInfo().tracks.map(({ codec }) => codec)).toEqual(['avc1.64000a', 'mp4a.40.2']);
  });

  test('a range is cut at key frames, and holds all of it', async () => {
    const name = 'h264-aac.mkv';
    const given = [0, 4000, 8000].map((atMs) => ({ name, atMs }));

    const { files } = await compose(given, { gaps: 'keep', fromMs: 1500, toMs: 9500 });

    const [pictures, sound] = await readPackets(files[0]?.bytes ?? new Uint8Array());
    expect([(files[0]?.startMs ?? 0) - START, (files[0]?.endMs ?? 0) - START]).toEqual([1000, 10_000]);
    expect([pictures?.length, pictures?.[0]?.keyframe, pictures?.[0]?.timeMs]).toEqual([135, true, 0]);
    expect(Math.abs(sound?.[0]?.timeMs ?? 99)).toBeLessThan(25);
    expect(Math.abs((files[0]?.durationMs ?? 0) - 9000)).toBeLessThan(100);
  });

  test('another picture size becomes another description of the same track', async () => {
    const { files, clips } = await compose(
      [
        { name: 'h264.mkv', atMs: 0 },
        { name: 'h264-320x240-2s.mkv', atMs: 4000 },
        { name: 'h264.mkv', atMs: 8000 },
      ],
      { gaps: 'keep' },
    );

    expect(files).toHaveLength(1);
    const file = mp4boxFile(files[0]?.bytes ?? new Uint8Array());
    const track = file.getInfo().tracks[0];
    const samples = file.getTrackSamplesInfo(track?.id ?? 0);
    expect(samples.map((sample) => sample.description_index)).toEqual([
      ...Array<number>(60).fill(0),
      ...Array<number>(60).fill(1),
      ...Array<number>(60).fill(0),
    ]);
    expect(files[0]?.codecs).toEqual(['avc1.64000a', 'avc1.64000c']);
    const bytes = samples.map(
      ({ offset, size }) => files[0]?.bytes.subarray(offset, offset + size) ?? new Uint8Array(),
    );
    expect(Buffer.concat(bytes).equals((await samplesOf(clips))[0] ?? Buffer.alloc(0))).toBe(true);
  });

  test('another codec begins another file', async () => {
    const { files } = await compose(
      [
        { name: 'h264-aac.mkv', atMs: 0 },
        { name: 'h265.mkv', atMs: 4000 },
        { name: 'h265.mkv', atMs: 8000 },
        { name: 'h264-aac.mkv', atMs: 12_000 },
      ],
      { gaps: 'keep' },
    );

    expect(
      files.map(({ codecs, ranges, startMs }) => [codecs, ranges.map(({ clip }) => clip), startMs - START]),
    ).toEqual([
      [['avc1.64000a', 'mp4a.40.2'], [0], -64],
      [['hvc1.1.6.L30.90'], [1, 2], 4000],
      [['avc1.64000a', 'mp4a.40.2'], [3], 12_000 - 64],
    ]);
  });

  test('sound that goes and comes back is heard where it was', async () => {
    const { files } = await compose(
      [
        { name: 'h264.mkv', atMs: 0 },
        { name: 'h264-aac.mkv', atMs: 4000 },
        { name: 'h264.mkv', atMs: 8000 },
        { name: 'h264-aac.mkv', atMs: 12_000 },
      ],
      { gaps: 'keep' },
    );

    expect(files).toHaveLength(1);
    const [pictures, sound] = await readPackets(files[0]?.bytes ?? new Uint8Array());
    expect([pictures?.length, sound?.length]).toEqual([240, 128]);
    const starts = [sound?.[0], sound?.[64]].map((packet) => Math.abs((packet?.timeMs ?? 0) % 4000));
    expect(starts.every((ms) => ms < 100 || ms > 3900)).toBe(true);
    expect(Math.abs((sound?.[64]?.timeMs ?? 0) - 12_000)).toBeLessThan(100);
  });

  test.each(['cut', 'keep'] as const)('A-law sound is counted and not listed, gaps %s', async (gaps) => {
    const given = [0, 4000, 20_000].map((atMs) => ({ name: 'h264-alaw.mkv', atMs }));

    const { files } = await compose(given, { gaps });

    const file = mp4boxFile(files[0]?.bytes ?? new Uint8Array());
    const [, sound] = file.getInfo().tracks;
    expect(sound?.codec).toBe('alaw');
    const lone = mp4boxFile(await clipOf('h264-alaw.mkv', START)).getInfo().tracks[1];
    expect(sound?.nb_samples).toBe(3 * (lone?.nb_samples ?? 0));
  });

  test('footage that was sent twice is shown once', async () => {
    const given = [0, 2000, 0, 4000].map((atMs) => ({ name: 'h264.mkv', atMs })).sort((a, b) => a.atMs - b.atMs);

    const { files } = await compose(given, { gaps: 'keep' });

    const [pictures] = await readPackets(files[0]?.bytes ?? new Uint8Array());
    const times = (pictures ?? []).map(({ timeMs }) => timeMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(Math.abs((files[0]?.durationMs ?? 0) - 8000)).toBeLessThan(100);
    expect(pictures).toHaveLength(120);
  });

  test('a range with nothing in it makes no file', async () => {
    const { files } = await compose([{ name: 'h264.mkv', atMs: 0 }], { gaps: 'cut', fromMs: 60_000 });

    expect(files).toEqual([]);
  });

  test('ten thousand short clips do not drift', async () => {
    const composer = new ExportComposer({
      ...{ fromMs: START, toMs: START + 10 ** 9, gaps: 'keep', longestHoleMs: 0, creationTimeMs: START },
    });
    const tracks = tablesOf(await clipOf('h264-aac.mkv', START));
    // The clips follow each other by a third of a millisecond more than any table of theirs can say.
    for (let clip = 0; clip < 2000; clip++) {
      const startMs = producerMs(START + Math.round(clip * 4000.3333));
      composer.add({ startMs, endMs: producerMs(startMs + 4000), fragments: 4, tracks });
    }

    const file = composer.end();

    expect(file?.ranges).toHaveLength(2000);
    expect(Math.abs((file?.durationMs ?? 0) - 2000 * 4000.3333)).toBeLessThan(150);
  });
});

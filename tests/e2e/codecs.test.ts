import type { Frame } from '../../core/matroska/StoredFragment.ts';
import type { Track } from '../../core/matroska/Track.ts';
import { fixtureGroups } from '../local/kvs/matroskaBody.ts';
import { expectArchivedOnce } from './harness/expectArchivedOnce.ts';
import { type Footage, footage } from './harness/footage.ts';
import { enrol, Installation } from './harness/Installation.ts';
import { push, type SentFragment } from './harness/push.ts';
import { archive } from './harness/runMachine.ts';

const START = Date.UTC(2025, 5, 1, 10);
const COUNT = 6;

/** With B-frames some sound stands behind a later picture: such groups are longer than they say. */
const of = (fixture: string, startMs = START): Footage =>
  footage({ fixture, startMs, count: COUNT, label: fixture, ...(fixture.includes('bframes') ? { stepMs: 2200 } : {}) });

/** Footage with its picture's track and frames changed. */
function withPicture(body: Footage, track: (one: Track) => Track, payload = (bytes: Uint8Array) => bytes): Footage {
  const picture = body.tracks.find((one) => one.type === 'video')?.number;
  return {
    tracks: body.tracks.map((one) => (one.number === picture ? track(one) : one)),
    fragments: body.fragments.map((fragment) => ({
      ...fragment,
      frames: fragment.frames.map((frame) =>
        frame.trackNumber === picture ? { ...frame, payload: payload(frame.payload) } : frame,
      ),
    })),
  };
}

/** H.265 with the sound of a G.711 fixture. */
function h265WithAlaw(): Footage {
  const body = of('h265.mkv');
  const { tracks, groups } = fixtureGroups('h264-alaw.mkv');
  const sound = groups[0]?.filter(({ trackNumber }) => trackNumber === 2) ?? [];
  const firstMs = sound[0]?.timeMs ?? 0;
  return {
    tracks: [...body.tracks, ...tracks.filter(({ type }) => type === 'audio')],
    fragments: body.fragments.map((fragment) => {
      const own: Frame[] = sound.map((frame) => ({ ...frame, timeMs: frame.timeMs - firstMs + fragment.producerMs }));
      return { ...fragment, frames: [...fragment.frames, ...own] };
    }),
  };
}

/** Length prefixes as start codes: Annex-B. */
function toAnnexB(payload: Uint8Array): Uint8Array {
  const bytes = Buffer.from(payload);
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    bytes.writeUInt32BE(1, at);
    at += 4 + length;
  }
  return bytes;
}

const ANNEX_B_PRIVATE = Uint8Array.from([0, 0, 0, 1, 0x67, 0x42, 0, 0x1e, 0, 0, 0, 1, 0x68, 0xce]);

interface Case {
  readonly sessions: readonly Footage[];
  /** Codecs of the clips' tracks and how each was read; none: kept as bundles alone. */
  readonly clips: readonly (readonly [source: string, picture: string, fragments: number])[];
  readonly layouts: readonly string[];
}

const CASES: Readonly<Record<string, Case>> = {
  'h264-aac': { sessions: [of('h264-aac.mkv')], clips: [['GET_CLIP', 'avc1.64000a', COUNT]], layouts: ['merged'] },
  'h264-bframes-aac': {
    sessions: [of('h264-bframes-aac-2s.mkv')],
    clips: [['GET_CLIP', 'avc1.64000a', COUNT]],
    layouts: ['merged'],
  },
  h265: { sessions: [of('h265.mkv')], clips: [['GET_CLIP', 'hvc1.1.6.L30.90', COUNT]], layouts: ['merged'] },
  'h265-bframes-aac': {
    sessions: [of('h265-bframes-aac-2s.mkv')],
    clips: [['GET_CLIP', 'hvc1.1.6.L30.90', COUNT]],
    layouts: ['merged'],
  },
  'h264-alaw': { sessions: [of('h264-alaw.mkv')], clips: [['GET_CLIP', 'avc1.64000a', COUNT]], layouts: ['merged'] },
  // GetClip does not take it; an MP4 can hold it.
  'h264-mulaw': { sessions: [of('h264-mulaw.mkv')], clips: [['FRAGMENTS', 'avc1.64000a', COUNT]], layouts: ['merged'] },
  'h265-alaw': { sessions: [h265WithAlaw()], clips: [], layouts: ['merged'] },
  'codec-change': {
    sessions: [of('h264.mkv'), of('h264-320x240-2s.mkv', START + COUNT * 1000)],
    clips: [
      ['FRAGMENTS', 'avc1.64000a', COUNT],
      ['FRAGMENTS', 'avc1.64000c', COUNT],
    ],
    layouts: ['merged', 'merged'],
  },
  'codec-change-and-back': {
    sessions: [of('h264.mkv'), of('h265.mkv', START + COUNT * 1000), of('h264.mkv', START + 2 * COUNT * 1000)],
    clips: [
      ['FRAGMENTS', 'avc1.64000a', COUNT],
      ['FRAGMENTS', 'hvc1.1.6.L30.90', COUNT],
      ['FRAGMENTS', 'avc1.64000a', COUNT],
    ],
    layouts: ['merged', 'merged', 'merged'],
  },
  'no-codec-private': {
    sessions: [withPicture(of('h264.mkv'), (track) => ({ ...track, codecPrivate: undefined }))],
    clips: [],
    layouts: ['merged'],
  },
  'annex-b': {
    sessions: [withPicture(of('h264.mkv'), (track) => ({ ...track, codecPrivate: ANNEX_B_PRIVATE }), toAnnexB)],
    clips: [],
    layouts: ['merged'],
  },
  'annex-b-frames': {
    sessions: [withPicture(of('h264.mkv'), (track) => track, toAnnexB)],
    clips: [],
    layouts: ['merged'],
  },
  'another-codec': {
    sessions: [withPicture(of('h264.mkv'), (track) => ({ ...track, codecId: 'V_VP9', codecPrivate: undefined }))],
    clips: [],
    layouts: ['merged'],
  },
};

let installation: Installation;
const sent = new Map<string, SentFragment[]>();

beforeAll(async () => {
  installation = await Installation.start();
  await Promise.all(
    Object.entries(CASES).map(async ([name, { sessions }]) => {
      await enrol(installation, name);
      const all: SentFragment[] = [];
      for (const session of sessions) all.push(...(await push(installation, name, session)));
      sent.set(name, all);
    }),
  );
  await archive(installation, {});
}, 900_000);

afterAll(async () => {
  expect(await installation.remove()).toEqual([]);
  expect(installation.failures).toEqual([]);
});

test.each(Object.keys(CASES))('%s', async (name) => {
  const found = await expectArchivedOnce(installation, name, sent.get(name) ?? []);

  expect(found.clips.map(({ clip, fragments }) => [clip.source, clip.codec, fragments.length])).toEqual(
    CASES[name]?.clips,
  );
  expect(found.bundles.map(({ bundle }) => bundle.layout)).toEqual(CASES[name]?.layouts);
});

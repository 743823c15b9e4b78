import { createHash } from 'node:crypto';
import { CreateStreamCommand } from '@aws-sdk/client-kinesis-video';
import {
  GetDASHStreamingSessionURLCommand,
  type GetDASHStreamingSessionURLCommandInput,
} from '@aws-sdk/client-kinesis-video-archived-media';
import { XMLParser } from 'fast-xml-parser';
import { BufferSource, EncodedPacketSink, Input, MP4 } from 'mediabunny';
import { createFile, MP4BoxBuffer } from 'mp4box';
import { fixtureGroups } from '../matroskaBody.ts';
import { type ShiftedSystem, shiftedSystem } from '../shiftedSystem.ts';
import { type RunningKvs, startKvs } from '../startKvs.ts';
import { fetchBytes, fetchText, HOUR, put, START } from './sessionPlayer.ts';

let kvs: RunningKvs;
let system: ShiftedSystem;
beforeEach(async () => {
  system = shiftedSystem();
  kvs = await startKvs({ system });
  await kvs.control.send(new CreateStreamCommand({ StreamName: 's', DataRetentionInHours: 24 }));
  system.freeze();
});
afterEach(async () => {
  await kvs.remove();
});

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const range = {
  PlaybackMode: 'ON_DEMAND',
  DASHFragmentSelector: {
    FragmentSelectorType: 'PRODUCER_TIMESTAMP',
    TimestampRange: { StartTimestamp: new Date(START), EndTimestamp: new Date(START + HOUR) },
  },
} as const;

async function open(input: Omit<GetDASHStreamingSessionURLCommandInput, 'StreamName'>): Promise<string> {
  const { DASHStreamingSessionURL = '' } = await kvs.archived.send(
    new GetDASHStreamingSessionURLCommand({ StreamName: 's', ...input }),
  );
  return DASHStreamingSessionURL;
}

interface Listed {
  readonly number: number;
  readonly t: number;
  readonly d: number;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Representation {
  readonly id: string;
  readonly codecs: string;
  readonly init: string;
  readonly segments: readonly Listed[];
  url(segment: Listed): string;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  isArray: (name) => ['AdaptationSet', 'S'].includes(name),
});

async function load(url: string): Promise<{ mpd: Record<string, string>; representations: Representation[] }> {
  const { MPD } = parser.parse(await fetchText(url));
  const representations = MPD.Period.AdaptationSet.map(
    (set: {
      Representation: {
        id: string;
        codecs: string;
        SegmentTemplate: {
          initialization: string;
          media: string;
          startNumber: string;
          timescale: string;
          SegmentTimeline: { S: ({ t: string; d: string } & Record<string, string>)[] };
        };
      };
    }): Representation => {
      const { id, codecs, SegmentTemplate: template } = set.Representation;
      expect(template.timescale).toBe('1000');
      return {
        id,
        codecs,
        init: new URL(template.initialization, url).href,
        segments: template.SegmentTimeline.S.map(({ t, d, ...attributes }, index) => ({
          number: Number(template.startNumber) + index,
          t: Number(t),
          d: Number(d),
          attributes,
        })),
        url: ({ number }) => new URL(template.media.replace('$Number$', String(number)), url).href,
      };
    },
  );
  return { mpd: MPD, representations };
}

/** First presentation time of a segment, in milliseconds. */
function beginsMs(init: Buffer, media: Buffer): number {
  const file = createFile();
  file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(Uint8Array.from(Buffer.concat([init, media])).buffer, 0));
  file.flush();
  const [track] = file.getInfo().tracks;
  const samples = file.getTrackSamplesInfo(track?.id ?? 0);
  return (Math.min(...samples.map(({ cts }) => cts)) * 1000) / (track?.timescale ?? 1);
}

test.each([
  ['h264-bframes-aac-2s.mkv', ['avc1.64000a', 'mp4a.40.2']],
  ['h265-bframes-aac-2s.mkv', ['hvc1.1.6.L30.90', 'mp4a.40.2']],
  ['h264-alaw.mkv', ['avc1.64000a', 'alaw']],
  ['h264-mulaw.mkv', ['avc1.64000a', 'ulaw']],
])('%s plays frame by frame', async (name, codecs) => {
  const { tracks, groups } = fixtureGroups(name);
  await put(kvs, tracks, groups, [START, START + 2000]);

  const { mpd, representations } = await load(await open(range));

  expect(mpd.type).toBe('static');
  expect(representations.map((each) => each.codecs)).toEqual(codecs);
  for (const { id, init, segments, url } of representations) {
    const parts = await Promise.all([init, ...segments.map(url)].map(fetchBytes));
    const sent = groups.slice(0, 2).flatMap((group) => group.filter(({ trackNumber }) => String(trackNumber) === id));
    const input = new Input({ formats: [MP4], source: new BufferSource(Uint8Array.from(Buffer.concat(parts))) });
    const [track] = await input.getTracks();
    const data: Uint8Array[] = [];
    if (track !== undefined) for await (const packet of new EncodedPacketSink(track).packets()) data.push(packet.data);
    expect(digest(Buffer.concat(data))).toBe(digest(Buffer.concat(sent.map(({ payload }) => payload))));
  }
});

test('the timeline has no gaps where the footage has, and says when it was where that is asked for', async () => {
  const { tracks, groups } = fixtureGroups('h264.mkv');
  const starts = [0, 1000, 60_000].map((ms) => START + ms);
  await put(kvs, tracks, groups.slice(0, 1), starts);

  const url = await open({ ...range, DisplayFragmentTimestamp: 'ALWAYS', DisplayFragmentNumber: 'ALWAYS' });
  const { mpd, representations } = await load(url);

  const [video] = representations;
  expect(video?.segments.map(({ number, t, d }) => [number, t, d])).toEqual([
    [1, 10_000, 999],
    [2, 10_999, 999],
    [3, 11_998, 999],
  ]);
  expect(mpd.mediaPresentationDuration).toBe('PT2.997S');
  expect(video?.segments.map(({ attributes }) => Date.parse(attributes['kvs:ts'] ?? ''))).toEqual(starts);
  for (const { attributes } of video?.segments ?? []) expect(attributes['kvs:fn']).toMatch(/^\d{47}$/);
  const init = await fetchBytes(video?.init ?? '');
  for (const segment of video?.segments ?? []) {
    expect(beginsMs(init, await fetchBytes(video?.url(segment) ?? ''))).toBe(segment.t);
  }
  const { representations: plain } = await load(await open(range));
  expect(plain[0]?.segments.map(({ attributes }) => attributes)).toEqual([{}, {}, {}]);
});

test('a live manifest slides; numbers, times and its beginning stay', async () => {
  const { tracks, groups } = fixtureGroups('h264.mkv');
  await put(
    kvs,
    tracks,
    groups.slice(0, 1),
    [0, 1000, 2000, 3000].map((ms) => START + ms),
  );
  const url = await open({
    MaxManifestFragmentResults: 3,
    DASHFragmentSelector: { FragmentSelectorType: 'PRODUCER_TIMESTAMP', TimestampRange: undefined },
  });
  const first = await load(url);
  const kept = first.representations[0];
  const bytes = await fetchBytes(kept?.url(kept.segments[2] as Listed) ?? '');
  system.shift(2000);
  await put(
    kvs,
    tracks,
    groups.slice(0, 1),
    [4000, 5000].map((ms) => START + ms),
  );

  const second = await load(url);

  expect(first.mpd).toMatchObject({ type: 'dynamic', minimumUpdatePeriod: 'PT1S', timeShiftBufferDepth: 'PT2.997S' });
  expect(second.mpd.availabilityStartTime).toBe(first.mpd.availabilityStartTime);
  expect(Date.parse(second.mpd.publishTime ?? '') - Date.parse(first.mpd.publishTime ?? '')).toBe(2 * 999);
  const listed = (of: typeof first) => of.representations[0]?.segments.map(({ number, t }) => [number, t]);
  expect(listed(first)).toEqual([
    [1, 10_000],
    [2, 10_999],
    [3, 11_998],
  ]);
  expect(listed(second)).toEqual([
    [3, 11_998],
    [4, 12_997],
    [5, 13_996],
  ]);
  const again = second.representations[0];
  expect(await fetchBytes(again?.url(again.segments[0] as Listed) ?? '')).toEqual(bytes);
});

test('other codec private data is an error when it is loaded', async () => {
  const small = fixtureGroups('h264.mkv');
  const large = fixtureGroups('h264-320x240-2s.mkv');
  await put(kvs, small.tracks, small.groups.slice(0, 1), [START]);
  await put(kvs, large.tracks, large.groups.slice(0, 1), [START + 2000]);
  const { representations } = await load(await open(range));
  const [video] = representations;
  const { status, headers } = await fetch(video?.url(video.segments[1] as Listed) ?? '');
  expect([status, headers.get('x-amzn-errortype')]).toEqual([400, 'InvalidCodecPrivateDataException']);
});

test('a number that is not in the session is not found', async () => {
  const { tracks, groups } = fixtureGroups('h264.mkv');
  await put(kvs, tracks, groups.slice(0, 1), [START]);
  const { representations } = await load(await open(range));
  const [video] = representations;
  expect((await fetch(video?.url({ number: 2, t: 0, d: 0, attributes: {} }) ?? '')).status).toBe(404);
});

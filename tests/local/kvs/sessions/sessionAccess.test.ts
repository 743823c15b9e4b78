import { CreateStreamCommand, DeleteStreamCommand } from '@aws-sdk/client-kinesis-video';
import {
  GetDASHStreamingSessionURLCommand,
  GetHLSStreamingSessionURLCommand,
} from '@aws-sdk/client-kinesis-video-archived-media';
import fc from 'fast-check';
import { fixtureGroups } from '../matroskaBody.ts';
import { type ShiftedSystem, shiftedSystem } from '../shiftedSystem.ts';
import { type RunningKvs, startKvs } from '../startKvs.ts';
import { createStream, describeStream } from '../streamCalls.ts';
import { fetchText, HOUR, loadPlaylist, mediaPlaylistUrls, onDemand, openHls, put, START } from './sessionPlayer.ts';

let kvs: RunningKvs;
let system: ShiftedSystem;
const { tracks, groups } = fixtureGroups('h264.mkv');
beforeEach(async () => {
  system = shiftedSystem();
  kvs = await startKvs({ system });
  await kvs.control.send(new CreateStreamCommand({ StreamName: 's', DataRetentionInHours: 24 }));
  system.freeze();
});
afterEach(async () => {
  expect(kvs.failures).toEqual([]);
  await kvs.remove();
});

const answerOf = async (url: string, init?: RequestInit) => {
  const response = await fetch(url, init);
  const { Message } = JSON.parse((await response.text()) || '{}') as { Message?: string };
  return [response.status, response.headers.get('x-amzn-errortype'), Message];
};

/** Every URL of a session: master, media playlist, init segment, media segment. */
async function urlsOf(master: string): Promise<string[]> {
  const [playlist = ''] = await mediaPlaylistUrls(master);
  const [segment] = (await loadPlaylist(playlist)).segments;
  return [master, playlist, new URL(segment?.map ?? '', playlist).href, new URL(segment?.uri ?? '', playlist).href];
}

describe('tokens', () => {
  test.each([
    [undefined, 300],
    [300, 300],
    [43_200, 43_200],
  ])('Expires %s: all URLs of the session answer for %d seconds, and 403 then', async (Expires, seconds) => {
    await put(kvs, tracks, groups.slice(0, 1), [START]);
    const urls = await urlsOf(await openHls(kvs, { ...onDemand(), Expires }));
    system.shift(seconds * 1000 - 1);
    for (const url of urls) expect((await fetch(url)).status).toBe(200);
    system.shift(1);
    for (const url of urls) {
      expect(await answerOf(url)).toEqual([403, 'AccessDeniedException', 'Streaming session token is expired']);
    }
  });

  test('altered by one character, cut, lengthened or of another make: 403, wherever it is altered', async () => {
    await put(kvs, tracks, groups.slice(0, 1), [START]);
    const url = await openHls(kvs, onDemand());
    const [place = '', token = ''] = url.split('SessionToken=');
    expect(token).toMatch(/^[A-Za-z0-9_-]+~{0,2}$/);
    const refused = [403, 'AccessDeniedException', 'Streaming session token is invalid'];
    const other = (at: number) => token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
    const next = (at: number) =>
      token.slice(0, at) + String.fromCharCode(token.charCodeAt(at) + 1) + token.slice(at + 1);
    for (let at = 0; at < token.length; at += 1) {
      if (at % 23 === 0 || at > token.length - 6) {
        for (const altered of [other(at), next(at)]) {
          expect(await answerOf(`${place}SessionToken=${encodeURIComponent(altered)}`)).toEqual(refused);
        }
      }
    }
    for (const altered of [
      token.slice(1),
      token.slice(0, -4),
      `${token}A`,
      `${token}~`,
      token + token,
      'x'.repeat(5000),
    ]) {
      expect((await answerOf(`${place}SessionToken=${altered}`)).slice(0, 2)).toEqual(refused.slice(0, 2));
    }
    expect((await answerOf(`${place}SessionToken=`)).slice(0, 2)).toEqual(refused.slice(0, 2));
    expect(await answerOf(place)).toEqual([403, 'AccessDeniedException', 'Streaming session token is missing']);
    const elsewhere = url.replace('/hls/v1/getHLSMasterPlaylist.m3u8', '/dash/v1/getDASHManifest.mpd');
    expect(await answerOf(elsewhere)).toEqual(refused);
  });

  test('whatever stands in the query, no answer is a 5xx', async () => {
    await put(kvs, tracks, groups.slice(0, 1), [START]);
    const urls = await urlsOf(await openHls(kvs, onDemand()));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...urls),
        fc.webQueryParameters(),
        fc.webQueryParameters(),
        async (url, before, number) => {
          const [path, query] = url.split('?');
          const altered = (query ?? '').replace(/FragmentNumber=\d+/, `FragmentNumber=${number}`);
          const { status } = await fetch(`${path}?${before}&${altered}&TrackNumber=${number}`);
          expect(status).toBeLessThan(500);
        },
      ),
      { seed: 11, numRuns: 60 },
    );
  });

  test('a stream that was deleted, and one of its name that was made again, play nothing of it', async () => {
    await put(kvs, tracks, groups.slice(0, 1), [START]);
    const urls = await urlsOf(await openHls(kvs, { ...onDemand(), Expires: 3600 }));
    const stream = await describeStream(kvs, 's');
    await kvs.control.send(new DeleteStreamCommand({ StreamARN: stream?.StreamARN }));
    for (const url of urls) expect((await answerOf(url)).slice(0, 2)).toEqual([404, 'ResourceNotFoundException']);
    await createStream(kvs, 's');
    await put(kvs, tracks, groups.slice(0, 1), [START]);
    for (const url of urls) expect((await answerOf(url)).slice(0, 2)).toEqual([404, 'ResourceNotFoundException']);
  });

  test('only what is in the session is handed out', async () => {
    await put(kvs, tracks, groups.slice(0, 1), [START, START + 2000]);
    const [, , , inside = ''] = await urlsOf(await openHls(kvs, onDemand(START, START + 1000)));
    const [, , , outside = ''] = await urlsOf(await openHls(kvs, onDemand(START + 2000, START + 3000)));
    const number = /FragmentNumber=\d+/.exec(outside)?.[0] ?? '';
    expect((await answerOf(inside.replace(/FragmentNumber=\d+/, number))).slice(0, 2)).toEqual([
      404,
      'ResourceNotFoundException',
    ]);
    expect((await answerOf(inside.replace('TrackNumber=1', 'TrackNumber=2'))).slice(0, 2)).toEqual([
      400,
      'InvalidArgumentException',
    ]);
    expect((await answerOf(inside.replace('&TrackNumber=1', ''))).slice(0, 2)).toEqual([
      400,
      'InvalidArgumentException',
    ]);
  });
});

test('pages of any origin may play, and ask first', async () => {
  await put(kvs, tracks, groups.slice(0, 1), [START]);
  const url = await openHls(kvs, onDemand());
  const { status, headers } = await fetch(url, { method: 'OPTIONS' });
  expect([status, headers.get('access-control-allow-origin'), headers.get('access-control-allow-methods')]).toEqual([
    204,
    '*',
    'GET, HEAD, OPTIONS',
  ]);
  const got = await fetch(url);
  expect([got.headers.get('content-type'), got.headers.get('access-control-allow-origin')]).toEqual([
    'application/x-mpegURL',
    '*',
  ]);
  const head = await fetch(url, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([
    200,
    String((await got.text()).length),
    '',
  ]);
  expect((await answerOf(url, { method: 'POST' })).slice(0, 2)).toEqual([404, 'UnknownOperationException']);
});

describe('what is asked for', () => {
  const send = (input: Record<string, unknown>) =>
    kvs.archived.send(new GetHLSStreamingSessionURLCommand({ StreamName: 's', ...input }));
  const range = (startMs: number, endMs?: number) => ({
    TimestampRange: {
      StartTimestamp: new Date(startMs),
      EndTimestamp: endMs === undefined ? undefined : new Date(endMs),
    },
  });
  const producer = { FragmentSelectorType: 'PRODUCER_TIMESTAMP' };
  test.each<[string, Record<string, unknown>]>([
    ['a mode that is none', { PlaybackMode: 'ON-DEMAND' }],
    ['too short an expiry', { Expires: 299 }],
    ['too long an expiry', { Expires: 43_201 }],
    ['no fragments', { MaxMediaPlaylistFragmentResults: 0 }],
    ['too many fragments', { MaxMediaPlaylistFragmentResults: 5001 }],
    ['a container that is none', { ContainerFormat: 'WEBM' }],
    ['a discontinuity mode that is none', { DiscontinuityMode: 'SOMETIMES' }],
    ['a display that is none', { DisplayFragmentTimestamp: 'YES' }],
    ['a range in LIVE', { HLSFragmentSelector: { ...producer, ...range(START, START + HOUR) } }],
    ['ON_DEMAND without a selector', { PlaybackMode: 'ON_DEMAND' }],
    ['ON_DEMAND without a range', { PlaybackMode: 'ON_DEMAND', HLSFragmentSelector: producer }],
    ['ON_DEMAND without an end', { PlaybackMode: 'ON_DEMAND', HLSFragmentSelector: { ...producer, ...range(START) } }],
    ['LIVE_REPLAY without a range', { PlaybackMode: 'LIVE_REPLAY', HLSFragmentSelector: producer }],
    [
      'an end before its start',
      { PlaybackMode: 'ON_DEMAND', HLSFragmentSelector: { ...producer, ...range(START, START - 1) } },
    ],
    [
      'more than a day',
      { PlaybackMode: 'ON_DEMAND', HLSFragmentSelector: { ...producer, ...range(START, START + 24 * HOUR + 1) } },
    ],
    [
      'server time to come',
      { PlaybackMode: 'ON_DEMAND', HLSFragmentSelector: range(Date.UTC(2100, 0), Date.UTC(2100, 0) + HOUR) },
    ],
  ])('%s is refused', async (_, input) => {
    await expect(send(input)).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });

  test.each(['LIVE', 'LIVE_REPLAY', 'ON_DEMAND'])(
    '%s: nothing is ResourceNotFound, with its own text',
    async (mode) => {
      const selector = mode === 'LIVE' ? producer : { ...producer, ...range(START, START + HOUR) };
      await expect(send({ PlaybackMode: mode, HLSFragmentSelector: selector })).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        message: 'No fragments found in the stream for the streaming request.',
        $metadata: { httpStatusCode: 404 },
      });
    },
  );

  test('a stream without retention has no sessions', async () => {
    await createStream(kvs, 'none', 0);
    await expect(send({ StreamName: 'none' })).rejects.toMatchObject({ name: 'NoDataRetentionException' });
    await expect(
      kvs.archived.send(new GetDASHStreamingSessionURLCommand({ StreamName: 'none' })),
    ).rejects.toMatchObject({ name: 'NoDataRetentionException' });
  });
});

describe('limits', () => {
  test('a playlist costs what it may hold, of the points for metadata', async () => {
    await put(kvs, tracks, groups.slice(0, 1), [START]);
    const [playlist = ''] = await mediaPlaylistUrls(
      await openHls(kvs, { ...onDemand(), MaxMediaPlaylistFragmentResults: 5000 }),
    );
    await fetchText(playlist);
    await fetchText(playlist);
    expect((await answerOf(playlist)).slice(0, 2)).toEqual([400, 'ClientLimitExceededException']);
    system.shift(500);
    await fetchText(playlist);
  });

  test.each([
    [0, 5, 'GetHLSMasterPlaylist'],
    [1, 5, 'GetHLSMediaPlaylist'],
    [2, 5, 'GetMP4InitFragment'],
    [3, 20, 'GetMP4MediaFragment'],
  ])('call rates of one session, with the quotas of AWS: %d, %d a second', async (index, perSecond, name) => {
    await put(kvs, tracks, groups.slice(0, 1), [START]);
    const urls = await urlsOf(await openHls(kvs, onDemand()));
    const others = await urlsOf(await openHls(kvs, onDemand()));
    kvs.service.configure({ quotas: 'aws' });
    const [url = '', other = ''] = [urls[index], others[index]];
    for (let call = 0; call < perSecond; call++) expect((await fetch(url)).status).toBe(200);
    expect(await answerOf(url)).toEqual([
      400,
      'ClientLimitExceededException',
      `Limit exceeded on number of requests for ${name} API`,
    ]);
    expect((await fetch(other)).status).toBe(200);
    system.shift(1000);
    expect((await fetch(url)).status).toBe(200);
  });
});

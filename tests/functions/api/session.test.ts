import { ArchiverError } from '../../../core/errors.ts';
import { type Fragment, fragmentNumber, producerMs, serverMs } from '../../../core/fragment.ts';
import type { PlaybackTerms } from '../../../core/playback/PlaybackTerms.ts';
import type { FragmentPages } from '../../../core/ports/fragmentPages.ts';
import { keptFragments, keptFragmentsRequest } from '../../../functions/api/steps/keptFragments.ts';
import { segmentOf, segmentSession } from '../../../functions/api/steps/segmentSession.ts';

const NOW = Date.UTC(2026, 10, 21, 14);
const HOUR = 3_600_000;
const ARN = 'arn:aws:kinesisvideo:us-east-1:000000000000:stream/door/1';
const enrolments = { get: async (name: string) => (name === 'door' ? ({ streamArn: ARN } as never) : undefined) };
const streams = { get: async () => ({ endpoints: { GET_CLIP: 'e' }, retentionHours: 24 }) as never };

describe('the session of a segment', () => {
  interface World {
    readonly kvs?: boolean;
    readonly archived?: boolean;
    readonly retireAtMs?: number;
    readonly enrolled?: boolean;
  }
  const segmentAt = (ageHours: number) => ({
    clientID: 'a-1',
    deviceID: 'cam',
    streamName: 'door',
    begTime: String(NOW - ageHours * HOUR),
    endTime: String(NOW - ageHours * HOUR + 20_500),
    duration: '20',
    writtenMs: NOW,
  });

  async function sessionOf(ageHours: number, { kvs = false, archived = false, retireAtMs, enrolled = true }: World) {
    const asked: PlaybackTerms[] = [];
    const linked: object[] = [];
    const session = segmentSession(
      segmentAt(ageHours),
      { protocol: 'DASH', expires: '600' },
      {
        enrolments: enrolled ? enrolments : { get: async () => undefined },
        streams,
        clock: { now: () => NOW, sleep: async () => undefined },
        segments: { get: async () => undefined },
        names: { arnsOf: async () => [ARN] },
        spans: {
          between: async (_arn, startMs, endMs) => {
            const row = { planId: 'p', kind: 'clip', startMs, endMs, fragments: 1 };
            return archived ? [{ ...row, ...(retireAtMs === undefined ? {} : { retireAtMs }) } as never] : [];
          },
        },
        sessions: {
          async open(_stream, terms) {
            asked.push(terms);
            if (!kvs) throw new ArchiverError('NotFound', 'from: KVS has no footage');
            return 'https://kvs/';
          },
        },
        playlists: {
          async linkTo(stream, span, expiresMs) {
            linked.push({ stream, ...span, expiresMs });
            return 'https://front/archive/';
          },
        },
      },
    );
    return { session: await session, asked, linked };
  }

  it.each<[string, number, World, 'kvs' | 'archive']>([
    ['young, in both', 1, { kvs: true, archived: true }, 'kvs'],
    ['young, not archived yet', 1, { kvs: true }, 'kvs'],
    ['young, and KVS has lost it', 1, { archived: true }, 'archive'],
    ['old, in both: KVS may have lost its beginning', 25, { kvs: true, archived: true }, 'archive'],
    ['old, and its clock was wrong', 25, { kvs: true }, 'kvs'],
    ['old, retired', 25, { kvs: true, archived: true, retireAtMs: NOW }, 'kvs'],
    ['enrolled no more', 1, { archived: true, enrolled: false }, 'archive'],
  ])('%s', async (_name, ageHours, world, source) => {
    const { session, asked, linked } = await sessionOf(ageHours, world);
    const begin = NOW - ageHours * HOUR;
    expect(session).toEqual({
      url: source === 'kvs' ? 'https://kvs/' : 'https://front/archive/',
      expiresAt: '2026-11-21T14:10:00.000Z',
      source,
      protocol: source === 'kvs' ? 'DASH' : 'HLS',
      mode: 'ON_DEMAND',
    });
    if (source === 'kvs') expect(asked.at(-1)).toMatchObject({ startMs: begin, endMs: begin + 20_499 });
    else expect(linked).toEqual([{ stream: 'door', fromMs: begin, toMs: begin + 20_500, expiresMs: NOW + 600_000 }]);
  });

  it('of what neither has it says since when', async () => {
    await expect(sessionOf(30, {})).rejects.toMatchObject({
      name: 'NotFound',
      message:
        'clientID: there is no footage from 2026-11-20T08:00:00.000Z to 2026-11-20T08:00:20.500Z of door: KVS keeps ' +
        '24 hours, which is since 2026-11-20T14:00:00.000Z, and the archive has none of it',
    });
    await expect(sessionOf(30, { enrolled: false })).rejects.toMatchObject({
      message: expect.stringContaining('KVS knows no stream door'),
    });
  });

  it('of what nobody reported there is none', async () => {
    const segments = { get: async () => undefined };
    await expect(segmentOf('a-1', { segments })).rejects.toMatchObject({ name: 'NotFound' });
    await expect(segmentOf('a 1', { segments })).rejects.toMatchObject({ name: 'InvalidInput' });
    await expect(segmentOf(undefined, { segments })).rejects.toMatchObject({ name: 'InvalidInput' });
  });
});

describe('what KVS holds', () => {
  it.each([
    [{}, { clock: 'producer', startMs: NOW - 24 * HOUR, endMs: NOW - 1 }],
    [
      { selector: 'server', from: '-2h', to: '-1h', limit: '5' },
      { clock: 'server', startMs: NOW - 2 * HOUR, endMs: NOW - HOUR - 1 },
    ],
    [
      { from: '1', to: '2', nextToken: 'x' },
      { clock: 'producer', startMs: 1, endMs: 1 },
    ],
  ])('%j', (query, range) => {
    expect(keptFragmentsRequest(query, NOW)).toEqual(range);
  });

  it.each([
    [{ selector: 'both' }, /^selector: /],
    [{ from: '2', to: '2' }, /^from: /],
    [{ nextToken: 'x' }, /^nextToken: /],
    [{ nextToken: 'x', from: '1' }, /^nextToken: /],
    [{ number: '1' }, /number/],
  ])('refuses %j by name', (query, message) => {
    expect(() => keptFragmentsRequest(query, NOW)).toThrow(message);
  });

  it('goes over empty pages, five at most, and orders the one it gives', async () => {
    const fragment = (number: string, ms: number): Fragment => ({
      number: fragmentNumber(number),
      producerMs: producerMs(ms),
      serverMs: serverMs(ms + 5),
      lengthMs: 900,
      bytes: 1,
    });
    let calls = 0;
    const pages: FragmentPages = {
      async page(stream, _range, limit, after) {
        calls += 1;
        expect([stream.streamArn, limit, after]).toEqual([ARN, 100, calls === 1 ? undefined : String(calls - 1)]);
        return { items: calls === 3 ? [fragment('2', 9), fragment('1', 3)] : [], next: String(calls) };
      },
    };
    const range = { clock: 'producer', startMs: producerMs(0), endMs: producerMs(10) } as const;

    const page = await keptFragments('door', range, { limit: 100 }, { enrolments, streams, pages });
    expect(page.items.map(({ number }) => number)).toEqual(['1', '2']);
    expect([page.nextToken, calls]).toEqual(['3', 3]);
    const rest = await keptFragments('door', range, { limit: 100, after: '3' }, { enrolments, streams, pages });
    expect([rest.items, rest.nextToken, calls]).toEqual([[], '8', 8]);
    await expect(keptFragments('other', range, { limit: 1 }, { enrolments, streams, pages })).rejects.toMatchObject({
      name: 'NotFound',
    });
  });
});

import { serverMs } from '../../../core/fragment.ts';
import type { UnseenRow } from '../../../core/ledger/ledgerRow.ts';
import type { Enrolment } from '../../../core/streams/enrolment.ts';
import { type GapListPorts, gapList } from '../../../functions/api/steps/gapList.ts';

const arn = (created: number): string => `arn:aws:kinesisvideo:us-east-1:000000000000:stream/door/${created}`;
const gap = (streamArn: string, start: number): UnseenRow => ({
  kind: 'unseen',
  streamArn,
  streamName: 'door',
  reason: 'expired',
  startServerMs: serverMs(start),
  endServerMs: serverMs(start + 1),
  writtenMs: 0,
});

/** Streams of one name, by their time of creation, and when each has gaps. */
function portsOf(streams: Readonly<Record<number, readonly number[]>>, enrolled?: number): GapListPorts {
  return {
    // As an index gives them: in the order of text.
    names: {
      arnsOf: async () =>
        Object.keys(streams)
          .map((created) => arn(Number(created)))
          .reverse(),
    },
    enrolments: {
      get: async () => (enrolled === undefined ? undefined : ({ streamArn: arn(enrolled) } as Enrolment)),
    },
    ledger: {
      gaps: async (streamArn, { limit = 100, after } = {}) => {
        const of = streams[Number(streamArn.split('/').pop())] ?? [];
        const from = after === undefined ? 0 : Number(after) + 1;
        const items = of.slice(from, from + limit).map((start) => gap(streamArn, start));
        // DynamoDB gives a token with every full page, be it the last.
        return items.length < limit ? { items } : { items, nextToken: String(from + items.length - 1) };
      },
    },
  };
}

async function pages(ports: GapListPorts, limit: number): Promise<number[][]> {
  const found: number[][] = [];
  let after: string | undefined;
  do {
    const page = await gapList('door', { limit, ...(after === undefined ? {} : { after }) }, ports);
    found.push(page.items.map((row) => (row as UnseenRow).startServerMs));
    after = page.nextToken;
  } while (after !== undefined && found.length < 20);
  return found;
}

const THREE = { 9: [1, 2, 3], 100: [], 2000: [5, 6] };

test.each([
  [100, [[1, 2, 3, 5, 6]]],
  [4, [[1, 2, 3, 5], [6]]],
  [
    3,
    [
      [1, 2, 3],
      [5, 6],
    ],
  ],
  [2, [[1, 2], [3, 5], [6]]],
  [1, [[1], [2], [3], [5], [6], []]],
])('gaps of all streams of the name, the oldest first, %d a page', async (limit, expected) => {
  expect(await pages(portsOf(THREE, 2000), limit)).toEqual(expected);
});

test('they are known after the enrolment is gone, and before an enrolled stream has a state', async () => {
  expect(await pages(portsOf(THREE), 100)).toEqual([[1, 2, 3, 5, 6]]);
  expect(await pages(portsOf({}, 7), 100)).toEqual([[]]);
});

test('a name that nobody ever bore, and a token of somebody else', async () => {
  await expect(gapList('door', { limit: 1 }, portsOf({}))).rejects.toMatchObject({ name: 'NotFound' });
  await expect(gapList('door', { limit: 1, after: 'g#1' }, portsOf(THREE))).rejects.toMatchObject({
    name: 'InvalidInput',
    message: 'nextToken: is not one of ours',
  });
});

import { fragmentSelector, isSelected } from '../playback/fragmentSelector.ts';
import { decodeListingToken, encodeListingToken, type ListingPosition } from '../playback/listingToken.ts';
import { optionalInteger, optionalString, requiredStructure } from '../protocol/members.ts';
import type { FragmentRecord, RecordEntry } from '../storage/fragmentRecord.ts';
import { namedStream } from './namedStream.ts';
import type { JsonOperation } from './Operation.ts';

/** Documented: API reference, ListFragments. */
const DEFAULT_RESULTS = 100;
const MAX_RESULTS = 1000;

/**
 * Lists the fragments of a time range, in no order, over all pages (documented): the order is a shuffle whose seed the
 * token carries. Pages hold each fragment once, also when others expire or arrive meanwhile. The charge is for the
 * results asked for, not for those given (documented: service quotas).
 */
export const listFragments: JsonOperation = {
  kind: 'json',
  name: 'ListFragments',
  service: 'kinesis-video-archived-media',
  path: '/listFragments',
  rate: {},
  async run(input, call) {
    const maxResults = optionalInteger(input, 'MaxResults', 1, MAX_RESULTS) ?? DEFAULT_RESULTS;
    const token = optionalString(input, 'NextToken', { min: 1, max: 4096, pattern: /^[a-zA-Z0-9+/]+={0,2}$/ });
    const selector = token === undefined ? fragmentSelector(requiredStructure(input, 'FragmentSelector')) : undefined;
    const stream = await namedStream(input, call);
    const { arn } = stream.description;
    const position: ListingPosition =
      selector === undefined || token !== undefined
        ? decodeListingToken(token ?? '', arn)
        : { selector, seed: Math.floor(call.context.system.random.fraction() * 2 ** 32), place: -1, number: '' };
    stream.points.charge({ metadata: maxResults });

    const ahead: { place: number; entry: RecordEntry }[] = [];
    for (const entry of stream.listable()) {
      if (!isSelected(position.selector, entry)) continue;
      const place = entry.shuffled(position.seed);
      if (place < position.place || (place === position.place && entry.read().number <= position.number)) continue;
      ahead.push({ place, entry });
    }
    // Of one place, those with lower numbers are found first, and stay first.
    ahead.sort((a, b) => a.place - b.place);
    const page = ahead.slice(0, maxResults).map(({ place, entry }) => ({ place, record: entry.read() }));
    const last = page.at(-1);
    return {
      Fragments: page.map(({ record }) => listed(record)),
      // Documented: null at the end.
      NextToken:
        last !== undefined && ahead.length > page.length
          ? encodeListingToken({ ...position, place: last.place, number: last.record.number }, arn)
          : null,
    };
  },
};

const listed = (record: FragmentRecord): Record<string, unknown> => ({
  FragmentNumber: record.number,
  FragmentSizeInBytes: record.bytes,
  ProducerTimestamp: record.producerMs / 1000,
  ServerTimestamp: record.serverMs / 1000,
  FragmentLengthInMilliseconds: record.lengthMs,
});

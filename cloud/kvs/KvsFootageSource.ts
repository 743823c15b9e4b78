import { DescribeStreamCommand, type KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import {
  GetClipCommand,
  GetMediaForFragmentListCommand,
  type Fragment as ListedFragment,
  ListFragmentsCommand,
  type ListFragmentsCommandOutput,
} from '@aws-sdk/client-kinesis-video-archived-media';
import { ArchiverError, isArchiverError } from '../../core/errors.ts';
import {
  type Fragment,
  type FragmentNumber,
  fragmentNumber,
  type ProducerMs,
  producerMs,
  serverMs,
} from '../../core/fragment.ts';
import type {
  ByteStream,
  FootageSource,
  FragmentRange,
  RememberEndpoint,
  StreamDescription,
  StreamReference,
} from '../../core/ports/footageSource.ts';
import type { FragmentPages } from '../../core/ports/fragmentPages.ts';
import type { System } from '../../core/system.ts';
import { fromAwsError, inOurWords } from '../awsError.ts';
import { collectingChunks } from '../memory/collectingChunks.ts';
import { DataEndpoints } from './dataEndpoints.ts';
import { retryThrottled } from './retryThrottled.ts';

const DAY_MS = 24 * 3_600_000;
/** Listing is charged for the page size asked: ten full pages a second are all that a stream has. */
const LARGEST_PAGE = 1000;
const SMALLEST_PAGE = 50;
/** Where a listing goes on: which of the range's days, and KVS's own token within it, whatever that is. */
const AFTER = /^(\d{1,6}):(.*)$/s;
const AT_TOKEN = { field: 'nextToken' };

/** Kinesis Video Streams by the SDK. */
export class KvsFootageSource implements FootageSource, FragmentPages {
  readonly #control: KinesisVideoClient;
  readonly #endpoints: DataEndpoints;
  readonly #system: System;
  readonly #onThrottled: () => void;

  /** @param onThrottled hears of each call that KVS refuses and that is tried again */
  constructor(
    control: KinesisVideoClient,
    remember: RememberEndpoint,
    system: System,
    onThrottled: () => void = () => undefined,
  ) {
    this.#control = control;
    this.#endpoints = new DataEndpoints(control, remember);
    this.#system = system;
    this.#onThrottled = onThrottled;
  }

  #patiently<T>(call: () => Promise<T>): Promise<T> {
    return retryThrottled(this.#system, call, this.#onThrottled);
  }

  async describe(streamName: string): Promise<StreamDescription> {
    const answer = await this.#patiently(() =>
      inOurWords(`DescribeStream of ${streamName}`, () =>
        this.#control.send(new DescribeStreamCommand({ StreamName: streamName })),
      ),
    );
    const info = answer.StreamInfo;
    if (info?.StreamARN === undefined || info.CreationTime === undefined) {
      throw new ArchiverError('Internal', `DescribeStream of ${streamName}: no ARN or creation time in the answer`);
    }
    return {
      streamName,
      streamArn: info.StreamARN,
      createdMs: serverMs(info.CreationTime.getTime()),
      retentionHours: info.DataRetentionInHours ?? 0,
    };
  }

  async *list(
    stream: StreamReference,
    range: FragmentRange,
    expected = LARGEST_PAGE,
  ): AsyncIterable<readonly Fragment[]> {
    const pageSize = Math.min(LARGEST_PAGE, Math.max(SMALLEST_PAGE, Math.ceil(expected * 1.1)));
    let after: string | undefined;
    do {
      const { items, next } = await this.page(stream, range, pageSize, after);
      yield items;
      after = next;
    } while (after !== undefined);
  }

  async page(
    stream: StreamReference,
    range: FragmentRange,
    limit: number,
    after = '0:',
  ): Promise<{ items: readonly Fragment[]; next?: string }> {
    // KVS wants the end to be later than the start, and within 24 h of it: a longer range is read day by day.
    const last = Math.max(range.endMs, range.startMs + 1);
    const [, day = '', token = ''] = AFTER.exec(after) ?? [];
    const start = range.startMs + Number(day) * (DAY_MS + 1);
    if (day === '' || start > last) {
      throw new ArchiverError('InvalidInput', `nextToken: ${after} is of another listing`, { details: AT_TOKEN });
    }
    const end = Math.min(start + DAY_MS, last);
    const { Fragments = [], NextToken = '' } = await this.#listDay(
      stream,
      range.clock,
      { start, end: end === start ? end + 1 : end },
      limit,
      token,
    );
    const next = NextToken !== '' ? `${day}:${NextToken}` : end < last ? `${Number(day) + 1}:` : undefined;
    // A range of one instant was widened by a millisecond above; what it was not asked for goes.
    const items = Fragments.map(readListed).filter(
      (fragment) => (range.clock === 'producer' ? fragment.producerMs : fragment.serverMs) <= last,
    );
    return { items, ...(next === undefined ? {} : { next }) };
  }

  async #listDay(
    stream: StreamReference,
    clock: FragmentRange['clock'],
    { start, end }: { readonly start: number; readonly end: number },
    limit: number,
    token: string,
  ): Promise<ListFragmentsCommandOutput> {
    const command = new ListFragmentsCommand({
      StreamARN: stream.streamArn,
      MaxResults: limit,
      ...(token === '' ? {} : { NextToken: token }),
      FragmentSelector: {
        FragmentSelectorType: clock === 'producer' ? 'PRODUCER_TIMESTAMP' : 'SERVER_TIMESTAMP',
        TimestampRange: { StartTimestamp: new Date(start), EndTimestamp: new Date(end) },
      },
    });
    try {
      return await this.#patiently(() =>
        this.#endpoints.call(stream, 'LIST_FRAGMENTS', `ListFragments of ${stream.streamArn}`, (client) =>
          client.send(command),
        ),
      );
    } catch (error) {
      if (token === '' || !isArchiverError(error, 'InvalidInput')) throw error;
      throw new ArchiverError('InvalidInput', 'nextToken: KVS takes it no longer; list again from the beginning', {
        cause: error,
        details: AT_TOKEN,
      });
    }
  }

  async clip(stream: StreamReference, startMs: ProducerMs, endMs: ProducerMs): Promise<ByteStream> {
    const doing = `GetClip of ${stream.streamArn}`;
    const command = new GetClipCommand({
      StreamARN: stream.streamArn,
      ClipFragmentSelector: {
        FragmentSelectorType: 'PRODUCER_TIMESTAMP',
        TimestampRange: { StartTimestamp: new Date(startMs), EndTimestamp: new Date(Math.max(endMs, startMs + 1)) },
      },
    });
    const answer = await this.#patiently(() =>
      this.#endpoints.call(stream, 'GET_CLIP', doing, (client) => client.send(command)),
    );
    return bodyOf(answer.Payload, doing);
  }

  async fragments(stream: StreamReference, numbers: readonly FragmentNumber[]): Promise<ByteStream> {
    const doing = `GetMediaForFragmentList of ${stream.streamArn}`;
    const command = new GetMediaForFragmentListCommand({ StreamARN: stream.streamArn, Fragments: [...numbers] });
    const answer = await this.#patiently(() =>
      this.#endpoints.call(stream, 'GET_MEDIA_FOR_FRAGMENT_LIST', doing, (client) => client.send(command)),
    );
    return bodyOf(answer.Payload, doing);
  }
}

function readListed(listed: ListedFragment): Fragment {
  const { FragmentNumber: number, ProducerTimestamp, ServerTimestamp } = listed;
  if (number === undefined || ProducerTimestamp === undefined || ServerTimestamp === undefined) {
    throw new ArchiverError('Corrupt', 'ListFragments: a fragment without a number or a time');
  }
  return {
    number: fragmentNumber(number),
    producerMs: producerMs(ProducerTimestamp.getTime()),
    serverMs: serverMs(ServerTimestamp.getTime()),
    lengthMs: Math.max(0, listed.FragmentLengthInMilliseconds ?? 0),
    bytes: listed.FragmentSizeInBytes ?? 0,
  };
}

/** The body, with a connection that breaks under way told as `Truncated`. */
async function* bodyOf(payload: unknown, doing: string): ByteStream {
  if (payload === undefined) throw new ArchiverError('Internal', `${doing}: no body in the answer`);
  try {
    yield* collectingChunks(payload as AsyncIterable<Uint8Array>);
  } catch (cause) {
    const known = fromAwsError(cause, doing);
    if (known.kind !== 'Internal') throw known;
    throw new ArchiverError('Truncated', `${doing}: the body broke off`, { cause });
  }
}

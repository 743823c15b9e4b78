import { type FragmentNumber, fragmentNumber } from '../../../core/fragment.ts';
import { writeGetMediaTags } from '../../../core/matroska/write/writeGetMediaTags.ts';
import { KvsError } from '../kvsError.ts';
import { errorDocument } from '../playback/errorDocument.ts';
import { fragmentDocument, MEDIA_CONTENT_TYPE } from '../playback/fragmentDocument.ts';
import { MediaResponse } from '../playback/MediaResponse.ts';
import { waitForFragment } from '../playback/waitForFragment.ts';
import {
  type Input,
  requiredString,
  requiredStructure,
  requiredTimestampMs,
  requiredWord,
} from '../protocol/members.ts';
import { DamagedFragmentError } from '../storage/FragmentLog.ts';
import type { FragmentRecord } from '../storage/fragmentRecord.ts';
import type { Stream } from '../streams/Stream.ts';
import { namedStream } from './namedStream.ts';
import type { MediaOperation } from './Operation.ts';

const SELECTORS = [
  'FRAGMENT_NUMBER',
  'SERVER_TIMESTAMP',
  'PRODUCER_TIMESTAMP',
  'NOW',
  'EARLIEST',
  'CONTINUATION_TOKEN',
] as const;

/** Where to begin: after a fragment; undefined means with the first one there is or will be. */
type FindStart = (stream: Stream) => FragmentNumber | undefined;

/**
 * Fragments in the order of their numbers from a start on, and then those that come, as long as somebody reads.
 * Documented: API reference, GetMedia. Unlike the real service it gives a fragment only when it is complete.
 */
export const getMedia: MediaOperation = {
  kind: 'media',
  name: 'GetMedia',
  service: 'kinesis-video-media',
  path: '/getMedia',
  rate: { stream: 5 },
  async run(input, call) {
    const findStart = startSelector(requiredStructure(input, 'StartSelector'));
    const stream = await namedStream(input, call);
    const leave = stream.getMediaConnections.enter();
    try {
      const answer = new MediaResponse(call);
      answer.begin(MEDIA_CONTENT_TYPE);
      let last = findStart(stream);
      while (!answer.isGone) {
        const [entry] = stream.readable(last);
        if (entry === undefined) {
          if (!(await waitForFragment(stream, call))) break;
          continue;
        }
        const record = entry.read();
        try {
          const media = await stream.log.read(record);
          for (const part of fragmentDocument(record, media)) await answer.write(part);
        } catch (error) {
          if (!(error instanceof DamagedFragmentError)) throw error;
          call.context.reportFailure(`fragment ${record.number} of ${stream.description.name}`, error);
          await answer.write(readFailure());
          break;
        }
        await answer.write(
          writeGetMediaTags({ millisBehindNow: millisBehind(stream, record), continuationToken: record.number }),
        );
        last = record.number;
      }
      answer.end();
    } finally {
      leave();
    }
  },
};

/** How far the fragment is behind the latest one (documented: MILLIS_BEHIND_NOW). */
function millisBehind(stream: Stream, record: FragmentRecord): number {
  const [newest = record] = stream.log.newestFirst();
  return Math.max(0, newest.serverMs - record.serverMs);
}

const readFailure = (): Uint8Array =>
  errorDocument([
    { name: 'AWS_KINESISVIDEO_ERROR_CODE', value: 'InternalFailure' },
    { name: 'AWS_KINESISVIDEO_ERROR_ID', value: '5000' },
  ]);

/** @throws KvsError InvalidArgumentException when what the type needs is missing or wrong. */
function startSelector(selector: Input): FindStart {
  const type = requiredWord(selector, 'StartSelectorType', SELECTORS);
  switch (type) {
    case 'EARLIEST':
      return () => undefined;
    case 'NOW':
      // Documented: the latest chunk on the stream.
      return (stream) => before(readableRecords(stream), -1);
    case 'FRAGMENT_NUMBER': {
      const after = requiredString(selector, 'AfterFragmentNumber', { min: 1, max: 128, pattern: /^[0-9]+$/ });
      return () => fragmentNumber(after);
    }
    case 'CONTINUATION_TOKEN': {
      const token = requiredString(selector, 'ContinuationToken', { min: 1, max: 128, pattern: /^[a-zA-Z0-9_.-]+$/ });
      if (!/^\d{47}$/.test(token)) throw new KvsError('InvalidArgumentException', 'ContinuationToken is invalid.');
      return () => fragmentNumber(token);
    }
    default: {
      const startMs = requiredTimestampMs(selector, 'StartTimestamp');
      return (stream) => {
        const records = readableRecords(stream);
        return before(records, containing(records, type, startMs));
      };
    }
  }
}

const readableRecords = (stream: Stream): readonly FragmentRecord[] =>
  [...stream.readable()].map((entry) => entry.read());

/** The number of the fragment before position `index`, where a reader that begins with `index` continues from. */
function before(records: readonly FragmentRecord[], index: number): FragmentNumber | undefined {
  const at = index < 0 ? records.length + index : index;
  return at <= 0 ? undefined : records[at - 1]?.number;
}

/**
 * The first fragment, by number, that has the instant in it or comes after it (documented: "the chunk containing").
 * A fragment's length omits its last frame, so it reaches to the next one's start where that follows within a second.
 */
function containing(
  records: readonly FragmentRecord[],
  type: 'SERVER_TIMESTAMP' | 'PRODUCER_TIMESTAMP',
  instantMs: number,
): number {
  const time = (record: FragmentRecord): number =>
    type === 'PRODUCER_TIMESTAMP' ? record.producerMs : record.serverMs;
  const index = records.findIndex((record, position) => {
    const end = time(record) + record.lengthMs;
    const next = records[position + 1];
    const reaches = next !== undefined && time(next) > end && time(next) - end <= 1000 ? time(next) - 1 : end;
    return reaches >= instantMs;
  });
  return index < 0 ? records.length : index;
}

import { errorDocument } from '../playback/errorDocument.ts';
import { fragmentDocument, MEDIA_CONTENT_TYPE } from '../playback/fragmentDocument.ts';
import { MediaResponse } from '../playback/MediaResponse.ts';
import { requiredStrings } from '../protocol/members.ts';
import { DamagedFragmentError } from '../storage/FragmentLog.ts';
import type { Stream } from '../streams/Stream.ts';
import { namedStream } from './namedStream.ts';
import type { Call, MediaOperation } from './Operation.ts';

/** The ids that GetMedia documents; assumed to be those of GetMediaForFragmentList too. */
const FRAGMENT_NOT_FOUND = '4000';
const INTERNAL_ERROR = '5000';

/**
 * Fragments by number, in the order asked for (assumed). What cannot be read is told in place of the fragment, and the
 * rest follows (documented: the tags; assumed: that it goes on). One point a number (documented: service quotas).
 */
export const getMediaForFragmentList: MediaOperation = {
  kind: 'media',
  name: 'GetMediaForFragmentList',
  service: 'kinesis-video-archived-media',
  path: '/getMediaForFragmentList',
  rate: {},
  async run(input, call) {
    const numbers = requiredStrings(
      input,
      'Fragments',
      { min: 1, max: 1000 },
      { min: 1, max: 128, pattern: /^[0-9]+$/ },
    );
    const stream = await namedStream(input, call);
    const leave = stream.fragmentListConnections.enter();
    try {
      stream.points.charge({ media: numbers.length });
      const answer = new MediaResponse(call);
      answer.begin(MEDIA_CONTENT_TYPE);
      for (const number of numbers) {
        if (answer.isGone) break;
        for (const part of await readDocument(stream, number, call)) await answer.write(part);
      }
      answer.end();
    } finally {
      leave();
    }
  },
};

async function readDocument(stream: Stream, number: string, call: Call): Promise<readonly Uint8Array[]> {
  const record = stream.find(number);
  if (record === undefined) {
    return [failure(number, FRAGMENT_NOT_FOUND, `Fragment ${number} is not found, or its retention has ended.`)];
  }
  try {
    return fragmentDocument(record, await stream.log.read(record));
  } catch (error) {
    if (!(error instanceof DamagedFragmentError)) throw error;
    call.context.reportFailure(`fragment ${number} of ${stream.description.name}`, error);
    return [failure(number, INTERNAL_ERROR, `Fragment ${number} could not be read.`)];
  }
}

const failure = (number: string, code: string, message: string): Uint8Array =>
  errorDocument([
    { name: 'AWS_KINESISVIDEO_FRAGMENT_NUMBER', value: number },
    { name: 'AWS_KINESISVIDEO_EXCEPTION_ERROR_CODE', value: code },
    { name: 'AWS_KINESISVIDEO_EXCEPTION_MESSAGE', value: message },
  ]);

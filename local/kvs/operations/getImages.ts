import { sampleMoments } from '../../../core/images/sampleMoments.ts';
import { fragmentsAt } from '../images/fragmentsAt.ts';
import { decodeImagesToken, encodeImagesToken } from '../images/imagesToken.ts';
import { makeImages } from '../images/makeImages.ts';
import { readImageForm } from '../images/readImageForm.ts';
import { KvsError } from '../kvsError.ts';
import { optionalInteger, optionalString, requiredTimestampMs, requiredWord } from '../protocol/members.ts';
import type { JsonOperation } from './Operation.ts';
import { retainingStream } from './retainingStream.ts';

/** Documented: API reference, GetImages. */
const LONGEST_SPAN_MS = 300_000;
const MIN_INTERVAL_MS = 200;
const MAX_INTERVAL_MS = 20_000;
const DEFAULT_INTERVAL_MS = 3000;
/** Up to 100 may be asked for, and "a page size of 25" is what one then gets: said so in the same place (documented). */
const MAX_RESULTS = 100;
const PAGE = 25;
/** Documented: service quotas: 400 points of metadata and one for each image asked for. */
const POINTS_PER_CALL = 400;

/**
 * Images of a span, one at its beginning and one every interval from there; both bounds count. A moment without footage
 * or with footage that cannot be decoded has an error in place of its image (documented: API reference, GetImages).
 */
export const getImages: JsonOperation = {
  kind: 'json',
  name: 'GetImages',
  service: 'kinesis-video-archived-media',
  path: '/getImages',
  rate: {},
  async run(input, call) {
    const { pictures, settings } = call.context;
    const selector = requiredWord(input, 'ImageSelectorType', ['PRODUCER_TIMESTAMP', 'SERVER_TIMESTAMP']);
    const startMs = requiredTimestampMs(input, 'StartTimestamp');
    const endMs = requiredTimestampMs(input, 'EndTimestamp');
    const everyMs = optionalInteger(input, 'SamplingInterval', MIN_INTERVAL_MS, MAX_INTERVAL_MS) ?? DEFAULT_INTERVAL_MS;
    const form = readImageForm(input);
    const maxResults = optionalInteger(input, 'MaxResults', 1, MAX_RESULTS) ?? PAGE;
    const token = optionalString(input, 'NextToken', { min: 1, max: 4096, pattern: /^[a-zA-Z0-9+/]+={0,2}$/ });
    if (endMs < startMs) {
      throw new KvsError('InvalidArgumentException', 'EndTimestamp must not be before StartTimestamp.');
    }
    if (endMs - startMs > LONGEST_SPAN_MS) {
      throw new KvsError('InvalidArgumentException', 'EndTimestamp must be within 300 seconds of StartTimestamp.');
    }
    const stream = await retainingStream(input, call);
    const request = JSON.stringify([stream.description.arn, selector, startMs, endMs, everyMs, form]);
    const first = token === undefined ? 0 : decodeImagesToken(token, request);
    stream.points.charge({ metadata: POINTS_PER_CALL + maxResults, media: maxResults });

    const all = sampleMoments(startMs, endMs, everyMs);
    const end = Math.min(all.count, first + Math.min(maxResults, PAGE));
    const moments = Array.from({ length: Math.max(0, end - first) }, (_, place) => all.at(first + place));
    const isProducer = selector === 'PRODUCER_TIMESTAMP';
    const covering = fragmentsAt(stream.listable(), isProducer, moments, settings().maxFragmentDurationMs + 1000);
    const answers = await makeImages(moments, covering, form, { log: stream.log, pictures });
    return {
      Images: answers.map((answer, place) => ({
        TimeStamp: (moments[place] ?? 0) / 1000,
        ...('error' in answer
          ? { Error: answer.error }
          : { ImageContent: Buffer.from(answer.content).toString('base64') }),
      })),
      NextToken: end < all.count ? encodeImagesToken(end, request) : null,
    };
  },
};

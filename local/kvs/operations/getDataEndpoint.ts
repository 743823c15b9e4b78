import { requiredWord } from '../protocol/members.ts';
import { namedStream } from './namedStream.ts';
import type { JsonOperation } from './Operation.ts';

/** Documented: API reference, GetDataEndpoint, APIName. */
const API_NAMES = [
  'PUT_MEDIA',
  'GET_MEDIA',
  'LIST_FRAGMENTS',
  'GET_MEDIA_FOR_FRAGMENT_LIST',
  'GET_HLS_STREAMING_SESSION_URL',
  'GET_DASH_STREAMING_SESSION_URL',
  'GET_CLIP',
  'GET_IMAGES',
] as const;

/** Where the data plane is: the real service gives each stream and API an address; here all are this one. */
export const getDataEndpoint: JsonOperation = {
  kind: 'json',
  name: 'GetDataEndpoint',
  service: 'kinesis-video',
  path: '/getDataEndpoint',
  rate: { account: 300, stream: 5 },
  async run(input, call) {
    requiredWord(input, 'APIName', API_NAMES);
    await namedStream(input, call);
    return { DataEndpoint: call.context.endpoint() };
  },
};

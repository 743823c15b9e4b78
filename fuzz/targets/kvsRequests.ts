import { realSystem } from '../../cloud/system/realSystem.ts';
import { createKvs } from '../../local/kvs/createKvs.ts';
import type { FuzzTarget } from '../Target.ts';
import { serviceTarget } from './http/serviceTarget.ts';
import { MATROSKA_WORDS, matroskaSeeds } from './seeds.ts';

const NUMBER = '91343852340121317129000000000000000000000000000';
const post = (path: string, body: object): string =>
  `POST ${path}\ncontent-type: application/json\n\n${JSON.stringify(body)}`;
const RANGE = { StartTimestamp: 1772366400, EndTimestamp: 1772370000.5 };
const SEEDS = [
  post('/createStream', { StreamName: 'other', DataRetentionInHours: 2, Tags: { a: 'b' }, MediaType: 'video/h264' }),
  post('/describeStream', { StreamName: 'fuzz' }),
  post('/listStreams', {
    MaxResults: 3,
    NextToken: 'x',
    StreamNameCondition: { ComparisonOperator: 'BEGINS_WITH', ComparisonValue: 'f' },
  }),
  post('/getDataEndpoint', { StreamName: 'fuzz', APIName: 'LIST_FRAGMENTS' }),
  post('/tagStream', { StreamName: 'fuzz', Tags: { a: 'b' } }),
  post('/listTagsForStream', { StreamName: 'fuzz' }),
  post('/untagStream', { StreamName: 'fuzz', TagKeyList: ['a'] }),
  post('/updateDataRetention', {
    StreamName: 'fuzz',
    CurrentVersion: 'x',
    Operation: 'INCREASE_DATA_RETENTION',
    DataRetentionChangeInHours: 1,
  }),
  post('/listFragments', {
    StreamName: 'fuzz',
    MaxResults: 10,
    FragmentSelector: { FragmentSelectorType: 'SERVER_TIMESTAMP', TimestampRange: RANGE },
  }),
  post('/getClip', {
    StreamName: 'fuzz',
    ClipFragmentSelector: { FragmentSelectorType: 'PRODUCER_TIMESTAMP', TimestampRange: RANGE },
  }),
  post('/getMediaForFragmentList', { StreamName: 'fuzz', Fragments: [NUMBER] }),
  post('/getMedia', { StreamName: 'none', StartSelector: { StartSelectorType: 'EARLIEST' } }),
];
const PUT_MEDIA =
  'POST /putMedia\nx-amzn-stream-name: fuzz\nx-amzn-fragment-timecode-type: ABSOLUTE\nx-amzn-producer-start-timestamp: 1772366400.5\n\n';

/** Requests to the KVS emulator, PutMedia and its bodies among them: no 5xx, no thrown error, an answer to each. */
export const target: FuzzTarget = {
  maxBytes: 16 * 1024,
  memory: { base: 64 * 1024 * 1024, perByte: 256 },
  dictionary: [
    ...[
      '"StreamName":"fuzz"',
      '"StreamARN":"arn:aws:kinesisvideo:us-east-1:000000000000:stream/fuzz/1"',
      '"MaxResults":',
      '1e400',
      'null',
      '[]',
      '{}',
    ],
    ...[
      '/putMedia',
      '/listFragments',
      '/getClip',
      'x-amzn-fragment-acknowledgment-required: 1\n',
      'RELATIVE',
      '-1',
      '"\\u0000"',
    ],
    ...MATROSKA_WORDS,
  ],
  async seeds() {
    const bodies = await matroskaSeeds();
    return [
      ...SEEDS.map((seed) => Buffer.from(seed)),
      ...bodies.map((body) => Buffer.concat([Buffer.from(PUT_MEDIA), body])),
    ];
  },
  ...serviceTarget({
    create: (dataDir, endpoint) =>
      createKvs({ dataDir, system: realSystem, region: 'us-east-1', accountId: '000000000000', endpoint }),
    first: [post('/createStream', { StreamName: 'fuzz', DataRetentionInHours: 24 })],
    // A live GetMedia of a stream that is there has no end.
    isEndless: (input) =>
      /^POST \/getMedia\W/.test(input.toString('latin1')) &&
      /StreamName":"fuzz|StreamARN/.test(input.toString('latin1')),
  }),
};

import { KvsError } from '../kvsError.ts';
import { optionalInteger, optionalString, optionalStructure, requiredWord } from '../protocol/members.ts';
import { STREAM_NAME } from './namedStream.ts';
import { admit, type JsonOperation } from './Operation.ts';
import { streamInfo } from './streamInfo.ts';

const TOKEN_PREFIX = 'streams-after:';

/** All streams, by name (assumed: the order is not documented). Documented: API reference, ListStreams. */
export const listStreams: JsonOperation = {
  kind: 'json',
  name: 'ListStreams',
  service: 'kinesis-video',
  path: '/listStreams',
  rate: { account: 50 },
  async run(input, call) {
    const maxResults = optionalInteger(input, 'MaxResults', 1, 10_000) ?? 10_000;
    const after = decodeToken(optionalString(input, 'NextToken', { max: 1024 }));
    const condition = optionalStructure(input, 'StreamNameCondition');
    if (condition?.ComparisonOperator !== undefined) requiredWord(condition, 'ComparisonOperator', ['BEGINS_WITH']);
    const prefix = condition === undefined ? undefined : optionalString(condition, 'ComparisonValue', STREAM_NAME);
    await admit(call, undefined);
    const matching = call.context.streams
      .all()
      .filter(({ description: { name } }) => (after === undefined || name > after) && name.startsWith(prefix ?? ''));
    const page = matching.slice(0, maxResults);
    const last = page.at(-1);
    return {
      StreamInfoList: page.map(streamInfo),
      NextToken: last !== undefined && matching.length > page.length ? encodeToken(last.description.name) : undefined,
    };
  },
};

const encodeToken = (name: string): string => Buffer.from(TOKEN_PREFIX + name).toString('base64');

function decodeToken(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  const text = Buffer.from(token, 'base64').toString('utf8');
  if (!text.startsWith(TOKEN_PREFIX)) throw new KvsError('InvalidArgumentException', 'NextToken is invalid.');
  return text.slice(TOKEN_PREFIX.length);
}

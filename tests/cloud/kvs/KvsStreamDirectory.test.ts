import {
  type KinesisVideoClient,
  ListStreamsCommand,
  type ListTagsForStreamCommand,
} from '@aws-sdk/client-kinesis-video';
import { KvsStreamDirectory } from '../../../cloud/kvs/KvsStreamDirectory.ts';
import type { ListedStream } from '../../../core/ports/streamDirectory.ts';
import { simulatedSystem } from '../../simulation/SimulatedClock.ts';

type Command = ListStreamsCommand | ListTagsForStreamCommand;

/** A directory over a control plane that answers as it is told. */
function directoryOver(answer: (input: Command['input'], call: number, isList: boolean) => object) {
  const inputs: Command['input'][] = [];
  const throttled: number[] = [];
  const control = {
    send: async (command: Command) => {
      inputs.push(command.input);
      return answer(command.input, inputs.length, command instanceof ListStreamsCommand);
    },
  } as unknown as KinesisVideoClient;
  const system = simulatedSystem(1, 0);
  const directory = new KvsStreamDirectory(control, system, () => throttled.push(inputs.length));
  return { directory, inputs, throttled };
}

const listed = (name: string, Status = 'ACTIVE') => ({ StreamName: name, StreamARN: `arn:${name}`, Status });

async function all(pages: AsyncIterable<readonly ListedStream[]>): Promise<string[]> {
  const names: string[] = [];
  for await (const page of pages) names.push(...page.map(({ streamName }) => streamName));
  return names;
}

test('goes through all pages, by prefix; streams that are not there yet or not any more are left out', async () => {
  const { directory, inputs } = directoryOver((_input, call) =>
    call === 1
      ? { StreamInfoList: [listed('a'), listed('b', 'CREATING')], NextToken: 'next' }
      : { StreamInfoList: [listed('c', 'UPDATING'), listed('d', 'DELETING')] },
  );

  expect(await all(directory.list('site-'))).toEqual(['a', 'c']);
  const StreamNameCondition = { ComparisonOperator: 'BEGINS_WITH', ComparisonValue: 'site-' };
  expect(inputs).toEqual([
    { MaxResults: 1000, StreamNameCondition },
    { MaxResults: 1000, NextToken: 'next', StreamNameCondition },
  ]);
});

test('without a prefix asks for all', async () => {
  const { directory, inputs } = directoryOver(() => ({}));

  expect(await all(directory.list())).toEqual([]);
  expect(inputs).toEqual([{ MaxResults: 1000 }]);
});

test('puts the pages of tags together', async () => {
  const { directory } = directoryOver((_input, call) =>
    call === 1 ? { Tags: { a: '1' }, NextToken: 'next' } : { Tags: { b: '2' } },
  );

  expect(await directory.tags('arn:a')).toEqual({ a: '1', b: '2' });
});

test('waits while KVS throttles, and counts it', async () => {
  const { directory, throttled } = directoryOver((_input, call) => {
    if (call < 3) throw Object.assign(new Error('slow down'), { name: 'ClientLimitExceededException' });
    return { Tags: {} };
  });

  expect(await directory.tags('arn:a')).toEqual({});
  expect(throttled).toEqual([1, 2]);
});

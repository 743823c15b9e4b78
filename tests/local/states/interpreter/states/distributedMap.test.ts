import type { ExecutionResult } from '../../../../../local/states/interpreter/Execution.ts';
import { MemoryS3 } from '../../MemoryS3.ts';
import { machine, runMachine, type Tasks, taskError } from '../../runMachine.ts';

const RESOURCE = 'arn:aws:lambda:us-east-1:000000000000:function:work';
const WORK = { StartAt: 'Work', States: { Work: { Type: 'Task', Resource: RESOURCE, End: true } } };
const processor = (ExecutionType: 'EXPRESS' | 'STANDARD', graph: object = WORK) => ({
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType },
  ...graph,
});
const distributed = (more: Record<string, unknown> = {}) =>
  machine({ Each: { Type: 'Map', ItemProcessor: processor('EXPRESS'), End: true, ...more } });
const failOn =
  (...bad: unknown[]): Tasks =>
  (_, item) => {
    if (bad.includes(item)) throw taskError('Truncated', 'short');
    return item;
  };
const reader = (Resource: string, Arguments: object, ReaderConfig?: object) => ({
  ItemReader: {
    Resource: `arn:aws:states:::s3:${Resource}`,
    Arguments,
    ...(ReaderConfig === undefined ? {} : { ReaderConfig }),
  },
});

describe('Map, distributed', () => {
  test.each(['EXPRESS', 'STANDARD'] as const)(
    '%s children are executions of their own, with their own input',
    async (type) => {
      const show = { Show: { Type: 'Pass', Output: '{% $states.context %}', End: true } };
      const definition = distributed({
        Label: 'Streams',
        ItemProcessor: processor(type, { StartAt: 'Show', States: show }),
      });
      const { result, events } = await runMachine(definition, { input: ['a', 'b'] });
      const contexts = (result as { output: { Execution: { Id: string; Input: unknown }; StateMachine: unknown }[] })
        .output;

      expect(contexts.map(({ Execution }) => Execution.Input)).toEqual(['a', 'b']);
      expect(contexts[0]?.StateMachine).toEqual({
        Id: 'arn:aws:states:us-east-1:000000000000:stateMachine:machine/Streams',
        Name: 'machine/Streams',
      });
      expect(contexts[0]?.Execution.Id).toMatch(
        type === 'EXPRESS'
          ? /^arn:aws:states:us-east-1:000000000000:express:machine\/Streams:[0-9a-f-]{36}:[0-9a-f-]{36}$/
          : /^arn:aws:states:us-east-1:000000000000:execution:machine\/Streams:[0-9a-f-]{36}$/,
      );
      const ofParent = events.filter(([execution]) => execution.name === 'execution');
      expect(ofParent.map(([, event]) => event.type)).toEqual([
        'ExecutionStarted',
        'MapStateEntered',
        'MapStateStarted',
        'MapRunStarted',
        'MapRunSucceeded',
        'MapStateSucceeded',
        'MapStateExited',
        'ExecutionSucceeded',
      ]);
      expect(events.length).toBe(8 + 2 * 4);
    },
  );

  test('children do not see the variables outside; ItemSelector does', async () => {
    const see = { See: { Type: 'Pass', Output: '{% [$states.input, $exists($outer)] %}', End: true } };
    const definition = machine({
      Set: { Type: 'Pass', Assign: { outer: 7 }, Next: 'Each' },
      Each: {
        Type: 'Map',
        ItemSelector: '{% $outer + $states.context.Map.Item.Value %}',
        ItemProcessor: processor('EXPRESS', { StartAt: 'See', States: see }),
        End: true,
      },
    });
    const { result } = await runMachine(definition, { input: [1, 2] });
    expect(result).toEqual({
      status: 'SUCCEEDED',
      output: [
        [8, false],
        [9, false],
      ],
    });
  });

  const threshold: ExecutionResult = {
    status: 'FAILED',
    error: 'States.ExceedToleratedFailureThreshold',
    cause: 'The specified tolerated failure threshold was exceeded',
  };
  const tolerances: [Record<string, unknown>, unknown[], boolean][] = [
    [{}, [], true],
    [{}, [3], false],
    [{ ToleratedFailureCount: 2 }, [1, 3], true],
    [{ ToleratedFailureCount: 2 }, [1, 2, 3], false],
    [{ ToleratedFailurePercentage: 50 }, [1, 2], true],
    [{ ToleratedFailurePercentage: 50 }, [1, 2, 3], false],
    [{ ToleratedFailurePercentage: 100 }, [0, 1, 2, 3], true],
    [{ ToleratedFailurePercentage: '{% 25 * 2 %}' }, [0, 1], true],
    [{ ToleratedFailurePercentage: 100, ToleratedFailureCount: 1 }, [0, 1], false],
  ];
  test.each(tolerances)('tolerance %j with %j failing of four', async (more, bad, succeeds) => {
    const { result } = await runMachine(distributed(more), { input: [0, 1, 2, 3], tasks: failOn(...bad) });
    if (!succeeds) expect(result).toEqual(threshold);
    else expect(result.status).toBe('SUCCEEDED');
  });

  test('a child that failed stands in the result as its record', async () => {
    const { result } = await runMachine(distributed({ ToleratedFailurePercentage: 100 }), {
      input: ['a', 'b'],
      tasks: failOn('b'),
    });
    expect(result).toMatchObject({
      status: 'SUCCEEDED',
      output: [
        'a',
        { Status: 'FAILED', Error: 'Truncated', Cause: 'short', Input: '"b"', InputDetails: { Included: true } },
      ],
    });
  });

  test('past the threshold, children under way are aborted and no other is started', async () => {
    const started: unknown[] = [];
    const { result, events } = await runMachine(distributed({ MaxConcurrency: 2 }), {
      input: [0, 1, 2, 3],
      tasks: (_, item) => {
        started.push(item);
        if (item === 1) throw taskError('Truncated');
        return new Promise(() => undefined);
      },
    });
    expect([result, started]).toEqual([threshold, [0, 1]]);
    const ends = events.map(([, { type }]) => type).filter((type) => /^Execution[^S]/.test(type));
    expect(ends).toEqual(['ExecutionFailed', 'ExecutionAborted', 'ExecutionFailed']);
  });

  test('an Express child may take five minutes', async () => {
    const rest = { Rest: { Type: 'Wait', Seconds: '{% $states.input %}', End: true } };
    const definition = distributed({
      ToleratedFailurePercentage: 100,
      ItemProcessor: processor('EXPRESS', { StartAt: 'Rest', States: rest }),
    });
    const { result, tookMs } = await runMachine(definition, { input: [299, 301] });
    expect(result).toMatchObject({
      status: 'SUCCEEDED',
      output: [299, { Status: 'TIMED_OUT', Error: 'States.Timeout' }],
    });
    expect(tookMs).toBe(300_000);
  });

  const lines = '{"n":1}\n\n  {"n":2}\r\n{"n":3}';
  const datasets: [string, object, Record<string, string>, unknown[]][] = [
    [
      'JSON Lines',
      reader('getObject', { Bucket: 'work', Key: '{% "k" %}' }, { InputType: 'JSONL' }),
      { 'work/k': lines },
      [{ n: 1 }, { n: 2 }, { n: 3 }],
    ],
    [
      'JSON',
      reader('getObject', { Bucket: 'work', Key: 'k' }, { InputType: 'JSON' }),
      { 'work/k': '[1,"ü",null]' },
      [1, 'ü', null],
    ],
    [
      'MaxItems',
      reader('getObject', { Bucket: 'work', Key: 'k' }, { InputType: 'JSONL', MaxItems: 2 }),
      { 'work/k': lines },
      [{ n: 1 }, { n: 2 }],
    ],
    [
      'an empty object',
      reader('getObject', { Bucket: 'work', Key: 'k' }, { InputType: 'JSONL' }),
      { 'work/k': '' },
      [],
    ],
    [
      'every object listed, flattened',
      reader(
        'listObjectsV2',
        { Bucket: 'work', Prefix: 'streams/' },
        { InputType: 'JSONL', Transformation: 'LOAD_AND_FLATTEN' },
      ),
      {
        'work/streams/1': '{"n":1}\n{"n":2}\n',
        'work/streams/2': '',
        'work/streams/3': '{"n":3}',
        'work/other': '{"n":9}',
      },
      [{ n: 1 }, { n: 2 }, { n: 3 }],
    ],
    [
      'a listing',
      reader('listObjectsV2', { Bucket: 'work', Prefix: 'a' }),
      { 'work/a1': 'xyz' },
      [{ Etag: '"abc"', Key: 'a1', LastModified: 1_700_000_000, Size: 3, StorageClass: 'STANDARD' }],
    ],
  ];
  test.each(datasets)('ItemReader reads %s', async (_, more, objects, items) => {
    const { result } = await runMachine(distributed({ ...more }), {
      s3: new MemoryS3(objects),
      tasks: (__, item) => item,
    });
    expect(result).toEqual({ status: 'SUCCEEDED', output: items });
  });

  const unreadable: [string, object, Record<string, string>][] = [
    ['an object that is not there', reader('getObject', { Bucket: 'work', Key: 'k' }, { InputType: 'JSONL' }), {}],
    [
      'a line that is no JSON',
      reader('getObject', { Bucket: 'work', Key: 'k' }, { InputType: 'JSONL' }),
      { 'work/k': '{"n":1}\n{"n":' },
    ],
    [
      'JSON that is no array',
      reader('getObject', { Bucket: 'work', Key: 'k' }, { InputType: 'JSON' }),
      { 'work/k': '{"n":1}' },
    ],
    [
      'an endless line',
      reader('getObject', { Bucket: 'work', Key: 'k' }, { InputType: 'JSONL' }),
      { 'work/k': ' '.repeat(300_000) },
    ],
  ];
  test.each(unreadable)(
    '%s is States.ItemReaderFailed, also when all failures are tolerated',
    async (_, more, objects) => {
      const definition = distributed({ ...more, ToleratedFailurePercentage: 100 });
      const { result } = await runMachine(definition, { s3: new MemoryS3(objects, 4096), tasks: () => 1 });
      expect(result).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' });
    },
  );

  test('ItemBatcher gives children Items and BatchInput; a failed batch counts by its items', async () => {
    const definition = distributed({
      ItemBatcher: { MaxItemsPerBatch: '{% $states.input.size %}', BatchInput: { of: '{% $states.input.name %}' } },
      Items: '{% $states.input.items %}',
      ToleratedFailureCount: 2,
    });
    const input = { size: 2, name: 'x', items: [1, 2, 3, 4, 5] };
    const { result } = await runMachine(definition, { input, tasks: (_, args) => args });
    expect(result).toEqual({
      status: 'SUCCEEDED',
      output: [[1, 2], [3, 4], [5]].map((Items) => ({ BatchInput: { of: 'x' }, Items })),
    });
    const failing = await runMachine(definition, { input: { ...input, size: 3 }, tasks: failOnBatchOf(3) });
    expect(failing.result).toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' });
  });

  const failOnBatchOf =
    (count: number): Tasks =>
    (_, args) => {
      if ((args as { Items: unknown[] }).Items.length === count) throw taskError('Truncated');
      return null;
    };

  test('ResultWriter puts results and failures into files, and a manifest that lists them', async () => {
    const definition = distributed({
      ToleratedFailurePercentage: 100,
      ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Arguments: { Bucket: 'work', Prefix: 'results/' } },
    });
    const { result, s3 } = await runMachine(definition, { input: ['a', 'b', 'c'], tasks: failOn('b') });
    const output = (result as { output: { MapRunArn: string; ResultWriterDetails: { Bucket: string; Key: string } } })
      .output;
    const id = output.MapRunArn.split(':').at(-1);
    const folder = `results/${id}`;
    const manifest = JSON.parse(s3.objects.get(`work/${folder}/manifest.json`) ?? '') as Record<string, unknown>;
    const read = (name: string) =>
      JSON.parse(s3.objects.get(`work/${folder}/${name}`) ?? '') as Record<string, unknown>[];

    expect(output.ResultWriterDetails).toEqual({ Bucket: 'work', Key: `${folder}/manifest.json` });
    expect(manifest).toEqual({
      DestinationBucket: 'work',
      MapRunArn: output.MapRunArn,
      ResultFiles: {
        FAILED: [{ Key: `${folder}/FAILED_0.json`, Size: s3.objects.get(`work/${folder}/FAILED_0.json`)?.length }],
        PENDING: [],
        SUCCEEDED: [
          { Key: `${folder}/SUCCEEDED_0.json`, Size: s3.objects.get(`work/${folder}/SUCCEEDED_0.json`)?.length },
        ],
      },
    });
    expect(read('SUCCEEDED_0.json').map(({ Output, Status }) => [Output, Status])).toEqual([
      ['"a"', 'SUCCEEDED'],
      ['"c"', 'SUCCEEDED'],
    ]);
    expect(read('FAILED_0.json').map(({ Error: error, Cause }) => [error, Cause])).toEqual([['Truncated', 'short']]);
  });

  test('ResultWriter with only a WriterConfig shapes the result', async () => {
    // asl-validator 4.0.0 wrongly refuses this form; AWS documents it.
    const { runStateMachine } = await import('../../../../../local/states/interpreter/runStateMachine.ts');
    const { simulatedSystem } = await import('../../../../simulation/SimulatedClock.ts');
    const result = await runStateMachine({
      definition: distributed({ ResultWriter: { WriterConfig: { Transformation: 'FLATTEN', OutputType: 'JSON' } } }),
      input: [1, 2],
      taskRunner: { run: async (_, item) => [item, item] },
      s3: new MemoryS3(),
      system: simulatedSystem(),
    });
    expect(result).toEqual({ status: 'SUCCEEDED', output: [1, 1, 2, 2] });
  });

  test('a bucket that cannot be written is States.ResultWriterFailed', async () => {
    const s3 = new MemoryS3();
    s3.putObject = () => Promise.reject(taskError('NoSuchBucket', 'gone'));
    const definition = distributed({
      ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Arguments: { Bucket: 'work' } },
      Catch: [{ ErrorEquals: ['States.ResultWriterFailed'], Next: 'Caught' }],
      Next: 'Caught',
      End: undefined,
    }) as { States: Record<string, unknown> };
    definition.States.Caught = { Type: 'Pass', Output: '{% $states.input.Cause %}', End: true };
    const { result } = await runMachine(JSON.parse(JSON.stringify(definition)), { input: [1], s3, tasks: () => 1 });
    expect(result).toEqual({ status: 'SUCCEEDED', output: 'NoSuchBucket: gone' });
  });

  test('results over 256 KiB together are States.DataLimitExceeded, unless they are written away', async () => {
    const input = Array.from({ length: 30 }, () => 1);
    const tasks = () => 'x'.repeat(10_000);
    const { result } = await runMachine(distributed(), { input, tasks });
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
    const ResultWriter = { Resource: 'arn:aws:states:::s3:putObject', Arguments: { Bucket: 'work' } };
    const written = await runMachine(distributed({ ResultWriter }), { input, tasks });
    expect(written.result.status).toBe('SUCCEEDED');
  });
});

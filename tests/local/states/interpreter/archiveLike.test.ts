import { simulatedSystem } from '../../../simulation/SimulatedClock.ts';
import { MemoryS3 } from '../MemoryS3.ts';
import { machine, runMachine, taskError } from '../runMachine.ts';

/**
 * A machine of the product's own make: a Choice between live and catch-up, a distributed Map over streams read from
 * JSON Lines, in each child a window that is planned, an inline Map over plans with Retry and Catch, a loop until caught
 * up, and a Fail at the end where a stream lost something.
 */
const invoke = (FunctionName: string, Payload: unknown) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName, Payload },
});
const retry = [
  {
    ErrorEquals: ['Throttled', 'Lambda.TooManyRequestsException'],
    IntervalSeconds: 2,
    MaxAttempts: 4,
    JitterStrategy: 'FULL',
  },
];
const perStream = {
  StartAt: 'ComputeWindow',
  States: {
    ComputeWindow: {
      ...invoke('computeWindow', { stream: '{% $states.input.stream %}' }),
      Assign: { stream: '{% $states.input.stream %}', lost: 0 },
      Output: '{% $states.result.Payload %}',
      Next: 'ListFragments',
    },
    ListFragments: {
      ...invoke('listFragments', { stream: '{% $stream %}' }),
      Output: '{% $states.result.Payload %}',
      Next: 'ArchiveClips',
    },
    ArchiveClips: {
      Type: 'Map',
      Items: '{% $states.input.plans %}',
      MaxConcurrency: 2,
      ItemProcessor: {
        StartAt: 'ArchiveClip',
        States: {
          ArchiveClip: {
            ...invoke('archiveClip', { stream: '{% $stream %}', plan: '{% $states.input %}' }),
            Output: '{% {"lost": 0} %}',
            Retry: retry,
            Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% {"lost": 1} %}', Next: 'RecordGap' }],
            End: true,
          },
          RecordGap: { Type: 'Pass', End: true },
        },
      },
      Assign: { lost: '{% $lost + $sum($states.result.lost) %}' },
      Output: '{% $states.input %}',
      Next: 'CaughtUp',
    },
    CaughtUp: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $states.input.behind %}', Next: 'Settle' }],
      Default: 'LostAny',
    },
    Settle: { Type: 'Wait', Seconds: 5, Next: 'ListFragments' },
    LostAny: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $lost > 0 %}', Next: 'Lost' }],
      Default: 'Done',
    },
    Lost: { Type: 'Fail', Error: 'Lost', Cause: '{% $stream & " lost " & $string($lost) %}' },
    Done: { Type: 'Succeed', Output: '{% {"stream": $stream} %}' },
  },
};
const overStreams = (ExecutionType: string, Label: string) => ({
  Type: 'Map',
  Label,
  ItemReader: {
    Resource: 'arn:aws:states:::s3:listObjectsV2',
    ReaderConfig: { InputType: 'JSONL', Transformation: 'LOAD_AND_FLATTEN' },
    Arguments: { Bucket: 'work', Prefix: 'streams/' },
  },
  ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType }, ...perStream },
  ToleratedFailurePercentage: 100,
  ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Arguments: { Bucket: 'work', Prefix: 'runs' } },
  Next: 'Judge',
});
function rename(graph: unknown, suffix: string): unknown {
  const names = new Set(Object.keys(perStream.States).concat('ArchiveClip', 'RecordGap'));
  const text = JSON.stringify(graph).replaceAll(/"([A-Za-z]+)"/g, (whole, name: string) =>
    names.has(name) ? `"${name}${suffix}"` : whole,
  );
  return JSON.parse(text);
}
const archive = machine({
  Mode: {
    Type: 'Choice',
    Choices: [{ Condition: '{% $exists($states.input.from) %}', Next: 'CatchUp' }],
    Default: 'Live',
  },
  Live: overStreams('EXPRESS', 'Live'),
  CatchUp: rename(overStreams('STANDARD', 'CatchUp'), 'Again'),
  Judge: {
    ...invoke('judge', '{% $states.input.ResultWriterDetails %}'),
    Output: '{% $states.result.Payload %}',
    Next: 'AnyFailed',
  },
  AnyFailed: {
    Type: 'Choice',
    Choices: [{ Condition: '{% $states.input.failed > 0 %}', Next: 'SomethingLost' }],
    Default: 'AllKept',
  },
  SomethingLost: { Type: 'Fail', Error: 'Lost', Cause: '{% $string($states.input.failed) & " streams" %}' },
  AllKept: { Type: 'Succeed' },
});

function world(seed: number, bad: readonly string[]) {
  const system = simulatedSystem(seed);
  const s3 = new MemoryS3({
    'work/streams/0.jsonl': '{"stream":"door"}\n{"stream":"yard"}\n',
    'work/streams/1.jsonl': '{"stream":"roof"}\n',
  });
  const archived: string[] = [];
  const throttled = new Set<string>();
  const rounds = new Map<string, number>();
  const functions: Record<string, (payload: Record<string, unknown>) => unknown> = {
    computeWindow: ({ stream }) => ({ stream }),
    listFragments: ({ stream }) => {
      const round = (rounds.get(String(stream)) ?? 0) + 1;
      rounds.set(String(stream), round);
      return { plans: [1, 2, 3].map((plan) => `${stream}-${round}-${plan}`), behind: round < 2 };
    },
    archiveClip: ({ plan }) => {
      const name = String(plan);
      if (bad.includes(name)) throw taskError('Truncated', name);
      if (!throttled.has(name) && system.random.fraction() < 0.5) {
        throttled.add(name);
        throw taskError('Throttled', name);
      }
      archived.push(name);
      return { plan };
    },
    judge: ({ Key }) => {
      const manifest = JSON.parse(s3.objects.get(`work/${String(Key)}`) ?? '') as {
        ResultFiles: { FAILED: { Key: string }[] };
      };
      const failed = manifest.ResultFiles.FAILED.flatMap(
        (file) => JSON.parse(s3.objects.get(`work/${file.Key}`) ?? '') as { Error: string; Cause: string }[],
      );
      return { failed: failed.length, causes: failed.map(({ Cause }) => Cause) };
    },
  };
  const tasks = async (_: string, args: unknown) => {
    const { FunctionName, Payload } = args as { FunctionName: string; Payload: Record<string, unknown> };
    await system.clock.sleep(Math.floor(system.random.fraction() * 3000));
    return { StatusCode: 200, Payload: functions[FunctionName]?.(Payload) };
  };
  return { system, s3, archived, tasks };
}

const allPlans = ['door', 'roof', 'yard'].flatMap((stream) =>
  [1, 2].flatMap((round) => [1, 2, 3].map((plan) => `${stream}-${round}-${plan}`)),
);

describe('a machine like the archive', () => {
  test.each([
    ['live, Express children', {}],
    ['a range, Standard children', { from: 1 }],
  ])('%s: every plan of every stream once, under throttling, in any order', async (_, input) => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { archived, ...options } = world(seed, []);
      const { result } = await runMachine(archive, { input, ...options });
      expect(result.status).toBe('SUCCEEDED');
      expect([...archived].sort()).toEqual(allPlans);
    }
  });

  test('a loss in one stream leaves the others whole, and ends red', async () => {
    const { archived, ...options } = world(9, ['yard-1-2', 'yard-2-3']);
    const { result } = await runMachine(archive, options);
    expect(result).toEqual({ status: 'FAILED', error: 'Lost', cause: '1 streams' });
    expect([...archived].sort()).toEqual(allPlans.filter((plan) => plan !== 'yard-1-2' && plan !== 'yard-2-3'));
  });

  test('the same seed is the same run, event for event', async () => {
    const run = async (seed: number) => {
      const { archived, ...options } = world(seed, []);
      const { events, tookMs } = await runMachine(archive, options);
      return JSON.stringify([archived, events.map(([execution, event]) => [execution.executionArn, event]), tookMs]);
    };
    const [first, again, other] = [await run(4), await run(4), await run(5)];
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });
});

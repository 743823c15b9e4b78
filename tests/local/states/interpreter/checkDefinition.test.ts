import { checkDefinition } from '../../../../local/states/interpreter/checkDefinition.ts';
import { machine } from '../runMachine.ts';

const pass = { Type: 'Pass', End: true };
const task = (more: object) =>
  machine({ Work: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true, ...more } });
const map = (more: object, config?: object) =>
  machine({
    Each: {
      Type: 'Map',
      ItemProcessor: {
        ...(config === undefined ? {} : { ProcessorConfig: config }),
        StartAt: 'In',
        States: { In: pass },
      },
      End: true,
      ...more,
    },
  });
const DISTRIBUTED = { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' };

describe('checkDefinition', () => {
  const refused: [string, unknown, RegExp][] = [
    ['no object', 'text', /must be an object/],
    ['JSONPath', { StartAt: 'A', States: { A: pass } }, /state 'A': QueryLanguage is JSONPath: only JSONata/],
    [
      'JSONPath in one state',
      machine({ A: { ...pass, QueryLanguage: 'JSONPath' } }),
      /state 'A': QueryLanguage is JSONPath/,
    ],
    ['a JSONPath field', machine({ A: { ...pass, ResultPath: '$.a' } }), /state 'A': the field ResultPath is unknown/],
    ['a misspelt field', task({ Retries: [] }), /state 'Work': the field Retries is unknown/],
    ['an unknown type', machine({ A: { Type: 'Activity' } }), /state 'A': unknown Type Activity/],
    ['no such StartAt', { ...(machine({ A: pass }) as object), StartAt: 'B' }, /StartAt names no state: B/],
    ['no such Next', machine({ A: { Type: 'Pass', Next: 'B' } }), /state 'A': there is no state B/],
    ['Next and End', machine({ A: { ...pass, Next: 'A' } }), /state 'A': needs Next or End/],
    ['neither', machine({ A: { Type: 'Pass' } }), /state 'A': needs Next or End/],
    ['HeartbeatSeconds', task({ HeartbeatSeconds: 5 }), /state 'Work': HeartbeatSeconds/],
    ['a task token', task({ Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' }), /task tokens/],
    ['Credentials', task({ Credentials: {} }), /the field Credentials/],
    [
      'a resource nobody runs',
      task({ Resource: 'arn:aws:states:::batch:submitJob' }),
      /batch:submitJob is not supported/,
    ],
    ['a bad expression', task({ Arguments: { a: ['{% $sum( %}'] } }), /state 'Work': Arguments\/a\/0 is not JSONata/],
    ['$eval', task({ Output: '{% $eval("1") %}' }), /uses \$eval/],
    ['half an expression', task({ Output: '{% 1' }), /one of \{% and %\} only/],
    ['States.ALL among others', task({ Retry: [{ ErrorEquals: ['States.ALL', 'A'] }] }), /States.ALL must stand alone/],
    [
      'States.ALL before others',
      task({ Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] }] }),
      /last entry/,
    ],
    ['a bad interval', task({ Retry: [{ ErrorEquals: ['A'], IntervalSeconds: 0 }] }), /IntervalSeconds must be/],
    [
      'a bad jitter',
      task({ Retry: [{ ErrorEquals: ['A'], JitterStrategy: 'SOME' }] }),
      /JitterStrategy must be one of FULL, NONE/,
    ],
    ['a catcher without a state', task({ Catch: [{ ErrorEquals: ['A'], Next: 'B' }] }), /there is no state B/],
    ['a Choice without rules', machine({ A: { Type: 'Choice' } }), /Choices must be a list/],
    [
      'a Wait for two things',
      machine({ A: { Type: 'Wait', Seconds: 1, Timestamp: 't', End: true } }),
      /Seconds or Timestamp/,
    ],
    [
      'a tolerance inline',
      map({ ToleratedFailureCount: 1 }),
      /state 'Each': ToleratedFailureCount needs Mode DISTRIBUTED/,
    ],
    ['a batcher inline', map({ ItemBatcher: { MaxItemsPerBatch: 1 } }), /ItemBatcher needs Mode DISTRIBUTED/],
    [
      'CSV',
      map(
        {
          ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Arguments: {}, ReaderConfig: { InputType: 'CSV' } },
        },
        DISTRIBUTED,
      ),
      /InputType must be one of JSON, JSONL/,
    ],
    ['no ExecutionType', map({}, { Mode: 'DISTRIBUTED' }), /DISTRIBUTED needs an ExecutionType/],
    ['an empty ResultWriter', map({ ResultWriter: {} }, DISTRIBUTED), /ResultWriter must not be empty/],
    [
      'an unknown ItemBatcher field',
      map({ ItemBatcher: { MaxItems: 1 } }, DISTRIBUTED),
      /the field MaxItems is unknown/,
    ],
    [
      'a fault inside',
      map({ ItemProcessor: { StartAt: 'In', States: { In: { Type: 'Pass' } } } }),
      /state 'Each > In': needs Next/,
    ],
    ['a name twice', map({ ItemProcessor: { StartAt: 'Each', States: { Each: pass } } }), /unique/],
    ['a reserved variable', machine({ A: { ...pass, Assign: { states: 1 } } }), /'states' cannot be/],
    [
      'an outer variable assigned within',
      machine({
        A: { Type: 'Pass', Assign: { n: 1 }, Next: 'B' },
        B: { Type: 'Parallel', Branches: [{ StartAt: 'C', States: { C: { ...pass, Assign: { n: 2 } } } }], End: true },
      }),
      /state 'C': Assign: the variable n belongs to an outer scope/,
    ],
    ['a bad timeout', { ...(machine({ A: pass }) as object), TimeoutSeconds: 0 }, /TimeoutSeconds must be/],
  ];
  test.each(refused)('refuses %s', (_, definition, message) => {
    const supports = (resource: string) => !resource.includes('batch');
    expect(() => checkDefinition(definition, supports)).toThrow(message);
  });

  test('a distributed Map may use names of outside for its own variables', () => {
    const inside = { StartAt: 'In', States: { In: { ...pass, Assign: { n: 2 } } } };
    const definition = machine({
      A: { Type: 'Pass', Assign: { n: 1 }, Next: 'Each' },
      Each: { Type: 'Map', ItemProcessor: { ProcessorConfig: DISTRIBUTED, ...inside }, End: true },
    });
    expect(checkDefinition(definition)).toBe(definition);
  });
});

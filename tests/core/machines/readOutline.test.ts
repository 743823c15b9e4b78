import { eachState } from '../../../core/machines/MachineOutline.ts';
import { readOutline } from '../../../core/machines/readOutline.ts';

const definitions = require('../../../serverless/definitions.cjs') as Record<string, unknown>;

test.each(Object.keys(definitions))(
  '%s: every way leads to a state of its own region, and names are told once',
  (name) => {
    const outline = readOutline(JSON.parse(JSON.stringify(definitions[name])));
    const states = [...eachState(outline)];

    expect(new Set(states.map((state) => state.name)).size).toBe(states.length);
    const regions = [outline, ...states.flatMap(({ inner = [] }) => inner)];
    for (const region of regions) {
      const names = region.states.map((state) => state.name);
      const aims = [region.startAt, ...region.states.flatMap(({ ways }) => ways.map(({ to }) => to))];
      expect(aims.filter((to) => !names.includes(to))).toEqual([]);
    }
  },
);

test('ways, labels, and what a Map goes through', () => {
  const outline = readOutline({
    Comment: 'all of it',
    StartAt: 'Which',
    States: {
      Which: { Type: 'Choice', Choices: [{ Condition: "{% $x = 'no' %}", Next: 'Done' }], Default: 'Each' },
      Each: {
        Type: 'Map',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
          StartAt: 'Work',
          States: { Work: { Type: 'Task', Resource: 'arn:aws:secret', End: true } },
        },
        Catch: [{ ErrorEquals: ['Expired', 'NotFound'], Next: 'Done' }],
        Next: 'Done',
      },
      Done: { Type: 'Succeed', Comment: 'at last' },
    },
  });

  expect(outline).toEqual({
    comment: 'all of it',
    startAt: 'Which',
    states: [
      {
        ...{ name: 'Which', type: 'Choice' },
        ways: [
          { to: 'Done', by: 'choice', label: "$x = 'no'" },
          { to: 'Each', by: 'default' },
        ],
      },
      {
        ...{ name: 'Each', type: 'Map', children: 'EXPRESS' },
        ways: [
          { to: 'Done', by: 'next' },
          { to: 'Done', by: 'catch', label: 'Expired, NotFound' },
        ],
        inner: [{ startAt: 'Work', states: [{ name: 'Work', type: 'Task', ways: [] }] }],
      },
      { name: 'Done', type: 'Succeed', comment: 'at last', ways: [] },
    ],
  });
});

test.each([
  [undefined],
  ['text'],
  [{ StartAt: 'A' }],
  [{ StartAt: 'A', States: { A: { Type: 'Teapot' } } }],
  [{ StartAt: 'A', States: { A: { Type: 'Map', ItemProcessor: {} } } }],
])('%j is no definition', (definition) => {
  expect(() => readOutline(definition)).toThrow(expect.objectContaining({ kind: 'Corrupt' }));
});

test('Maps within Maps end somewhere', () => {
  let definition: unknown = { StartAt: 'A', States: { A: { Type: 'Pass' } } };
  for (let depth = 0; depth < 12; depth++) {
    definition = { StartAt: 'A', States: { A: { Type: 'Map', ItemProcessor: definition } } };
  }
  expect(() => readOutline(definition)).toThrow(expect.objectContaining({ kind: 'Corrupt' }));
});

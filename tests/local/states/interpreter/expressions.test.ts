import { createHash } from 'node:crypto';
import fc from 'fast-check';
import jsonata from 'jsonata';
import { plainPath } from '../../../../local/states/interpreter/expressions/compile.ts';
import { evaluate } from '../../../../local/states/interpreter/expressions/evaluate.ts';
import { runStateMachine } from '../../../../local/states/interpreter/runStateMachine.ts';
import { simulatedSystem } from '../../../simulation/SimulatedClock.ts';
import { MemoryS3 } from '../MemoryS3.ts';
import { machine } from '../runMachine.ts';

// Without asl-validator: all of these are the same definition but for the expression.
const evaluating = (expression: string, input: unknown = {}, seed = 1) =>
  runStateMachine({
    definition: machine({ Show: { Type: 'Pass', Output: `{% ${expression} %}`, End: true } }),
    input,
    taskRunner: { run: () => Promise.reject(new TypeError('no tasks here')) },
    s3: new MemoryS3(),
    system: simulatedSystem(seed),
  });

describe('JSONata as Step Functions has it', () => {
  const values: [string, unknown][] = [
    ['$partition([1,2,3,4,5], 2)', [[1, 2], [3, 4], [5]]],
    ['$partition([], 2)', []],
    ['$range(0, 10, 5)', [0, 5, 10]],
    ['$range(3, 1, -1)', [3, 2, 1]],
    ['$range(1, 0, 1)', []],
    ["$hash('abc', 'SHA-256')", createHash('sha256').update('abc').digest('hex')],
    ["$hash('abc', 'MD5')", createHash('md5').update('abc').digest('hex')],
    ['$parse(\'{"a":[1]}\').a', [1]],
    ['$random(5) = $random(5)', true],
    ['$random() >= 0 and $random() < 1', true],
    ['$length($uuid())', 36],
    ['$millis()', Date.UTC(2026, 0, 1)],
    ['$now()', '2026-01-01T00:00:00.000Z'],
    ['$states.input.list[n > 1].n', [2, 3]],
    ['$count($shuffle([1,2,3]))', 3],
    ['null', null],
    ['$merge([{"a":1},{"b":2}])', { a: 1, b: 2 }],
  ];
  test.each(values)('%s', async (expression, output) => {
    const input = { list: [{ n: 1 }, { n: 2 }, { n: 3 }] };
    expect(await evaluating(expression, input)).toEqual({ status: 'SUCCEEDED', output });
  });

  test('a sequence leaves no trace of the engine in the output', async () => {
    const result = await evaluating('$states.input.a', [{ a: 1 }, { a: 2 }]);
    expect(Object.keys((result as { output: object }).output)).toEqual(['0', '1']);
  });

  test.each([
    ['nothing', '$states.input.missing', /returned nothing \(undefined\)/],
    ['an unknown variable', '$unknown', /returned nothing/],
    ['a field without $states', 'a', /returned nothing/],
    ['a result where there is none', '$states.result', /returned nothing/],
    ['a function', '$sum', /returned nothing/],
    ['a wrong type', "1 + 'a'", /T2002/],
    ['an error of its own', "$error('no')", /D3137: no/],
    ['a bad $parse', "$parse('{')", /JSON/],
    ['a bad $partition', '$partition([1], 0)', /positive integer/],
    ['a huge $range', '$range(0, 1000, 1)', /at most 1000/],
    ['an unknown algorithm', "$hash('a', 'CRC')", /one of MD5/],
    ['recursion without end', '($f := function($n) { 1 + $f($n) }; $f(1))', /D1011/],
  ])('%s is States.QueryEvaluationError', async (_, expression, cause) => {
    const result = await evaluating(expression, { a: 1 });
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    expect((result as { cause: string }).cause).toMatch(cause);
  });

  test.each([
    ['$states.input.plan', ['states', 'input', 'plan']],
    ['$plan', ['plan']],
    ['$states.input.`a b`."c"', ['states', 'input', 'a b', 'c']],
    ...['$', '$$.a', 'a.b', '$x.a[0]', '$x[0].a', '$x.a[]', '$x.*', '$x.**.a', '$x.a^(b)', '$x.a@$y.b', '$x.a#$i'].map(
      (other): [string, undefined] => [other, undefined],
    ),
    ...['$x.a{b: c}', '$x.(a)', '$x.$y', '$x.a()', '$f()', '$x.a.$string()', '$x & $y', '(x)', "'x'", 'null'].map(
      (other): [string, undefined] => [other, undefined],
    ),
  ])('%s is a plain path: %p', (source, path) => {
    expect(plainPath(source)).toEqual(path);
  });

  test('a plain path leads where JSONata finds it', async () => {
    const names = ['a', 'b', 'length', 'constructor', 'sequence'] as const;
    const { json } = fc.letrec<{ json: unknown }>((tie) => ({
      json: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        fc.constantFrom(null, 0, '', 'text', true, false),
        fc.array(tie('json'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...names), tie('json'), { maxKeys: 3 }),
      ),
    }));
    const path = fc.array(fc.constantFrom(...names), { maxLength: 3 });
    const isThere = async (work: Promise<unknown>): Promise<unknown> => work.catch(() => 'nothing at all');
    await fc.assert(
      fc.asyncProperty(json, path, async (input, steps) => {
        const source = ['$states.input', ...steps].join('.');
        const expected = (await jsonata(source).evaluate(undefined, { states: { input } })) as unknown;
        const found = evaluate(`{% ${source} %}`, { input, context: {} }, {}, simulatedSystem(), 'Output');
        const text = expected === undefined ? undefined : JSON.stringify(expected);
        expect(await isThere(found)).toEqual(text === undefined ? 'nothing at all' : JSON.parse(text));
      }),
      { numRuns: 400, seed: 7 },
    );
  });

  test('randomness is repeated by the seed', async () => {
    const [one, again, other] = [
      await evaluating('$uuid()'),
      await evaluating('$uuid()'),
      await evaluating('$uuid()', {}, 2),
    ];
    expect(one).toEqual(again);
    expect(one).not.toEqual(other);
  });
});

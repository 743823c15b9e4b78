import * as fc from 'fast-check';
import { BOX, type Box, type Drawing, drawRegion, HEAD, pathOf } from '../../../console/runs/drawing/drawRegion.ts';
import { layersOf } from '../../../console/runs/drawing/layers.ts';
import { drawnWays, type Region, type State, statesIn } from '../../../console/runs/drawing/region.ts';
import { readOutline } from '../../../core/machines/readOutline.ts';

const definitions = require('../../../serverless/definitions.cjs') as Record<string, unknown>;
const machine = (name: string): Region => readOutline(JSON.parse(JSON.stringify(definitions[name]))) as Region;

/** `A>B,C!D`: A leads to B and to C, and to D where it fails. */
function region(...lines: readonly string[]): Region {
  const states = lines.map((line): State => {
    const [name = '', rest = ''] = line.split(/>(.*)/s);
    const ways = rest
      .split(/(?=[,!])/)
      .filter((part) => part !== '')
      .map((part) => ({
        to: part.replace(/^[,!]/, ''),
        by: part.startsWith('!') ? ('catch' as const) : ('next' as const),
      }));
    return { name, type: 'Task', ways };
  });
  return { startAt: states[0]?.name ?? '', states };
}

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const holds = (outer: Box, inner: Box): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y + HEAD &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

/** What a drawing must be, whatever it shows. */
function faultsOf(drawn: Drawing, of: Region): string[] {
  const within = new Map([...statesIn(of)].map(({ state, within }) => [state.name, within]));
  const boxes = new Map(drawn.boxes.map((box) => [box.state.name, box]));
  const faults: string[] = [];
  for (const one of drawn.boxes) {
    if (one.x < 0 || one.y < 0 || one.x + one.width > drawn.width || one.y + one.height > drawn.height) {
      faults.push(`${one.state.name} is outside`);
    }
    for (const other of drawn.boxes) {
      if (one === other || !overlap(one, other)) continue;
      const inside = within.get(other.state.name)?.includes(one.state.name) === true;
      const around = within.get(one.state.name)?.includes(other.state.name) === true;
      if (inside ? !holds(one, other) : !around) faults.push(`${one.state.name} lies over ${other.state.name}`);
    }
  }
  for (const { from, to, points } of drawn.lines) {
    const [a, b] = [boxes.get(from), boxes.get(to)];
    const [first, last] = [points[0], points.at(-1)];
    const touches = (box: Box | undefined, point: { x: number; y: number } | undefined): boolean =>
      box !== undefined &&
      point !== undefined &&
      point.x >= box.x &&
      point.x <= box.x + box.width &&
      (point.y === box.y || point.y === box.y + box.height);
    if (!touches(a, first) || !touches(b, last)) faults.push(`${from} to ${to} hangs in the air`);
    for (const [at, point] of points.slice(1, -1).entries()) {
      const through = drawn.boxes.filter(
        (box) => point.x > box.x && point.x < box.x + box.width && point.y > box.y && point.y < box.y + box.height,
      );
      const around = within.get(from) ?? [];
      for (const box of through) {
        if (!around.includes(box.state.name)) faults.push(`${from} to ${to} leads through ${box.state.name} at ${at}`);
      }
    }
  }
  return faults;
}

describe.each(Object.keys(definitions))('the machine %s', (name) => {
  test.each([
    ['closed', () => false],
    ['open', () => true],
  ])('%s: every state and way is drawn, none over another', (_how, isOpen) => {
    const of = machine(name);

    const drawn = drawRegion(of, isOpen);

    const shown = [...statesIn(of)].filter(({ within }) => within.every(isOpen)).map(({ state }) => state);
    expect(drawn.boxes.map(({ state }) => state.name).toSorted()).toEqual(shown.map((state) => state.name).toSorted());
    expect(drawn.lines).toHaveLength(shown.flatMap(drawnWays).length);
    expect(faultsOf(drawn, of)).toEqual([]);
    expect(drawRegion(of, isOpen)).toEqual(drawn);
  });
});

test('any states with any ways between them', () => {
  const ways = fc.array(fc.tuple(fc.nat(9), fc.nat(9), fc.boolean()), { maxLength: 30 });
  void fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 }), ways, (count, leads) => {
      const names = Array.from({ length: count }, (_, index) => `S${index}`);
      const of = region(
        ...names.map((name, index) => {
          const own = leads.filter(([from, to]) => from === index && to < count);
          return `${name}>${own.map(([, to, isCatch]) => `${isCatch ? '!' : ','}S${to}`).join('')}`;
        }),
      );

      const drawn = drawRegion(of, () => true);

      expect(drawn.boxes).toHaveLength(count);
      expect(drawn.lines).toHaveLength(of.states.flatMap(drawnWays).length);
      expect(faultsOf(drawn, of)).toEqual([]);
    }),
    { seed: 11, numRuns: 150 },
  );
});

test('a state lies below all that lead to it; ways back are known as such', () => {
  const { edges, layerOf } = layersOf(region('A>B,C', 'B>D', 'C>D!A', 'D>B', 'E>'));

  expect([...layerOf].toSorted()).toEqual([
    ['A', 0],
    ['B', 1],
    ['C', 1],
    ['D', 2],
    ['E', 0],
  ]);
  expect(edges.filter(({ isBack }) => isBack).map(({ from, to }) => `${from}${to}`)).toEqual(['DB', 'CA']);
});

test('one after the other they stand in a line, and the way leads straight down', () => {
  const drawn = drawRegion(region('A>B', 'B>'), () => false);

  expect(drawn.boxes.map(({ x, y }) => [x, y])).toEqual([
    [0, 0],
    [0, 88],
  ]);
  expect([drawn.width, drawn.height]).toEqual([BOX.width, 2 * BOX.height + 44]);
  expect(drawn.lines.map(pathOf)).toEqual(['M111 44L111 88']);
});

test('several ways to one state are one line, and that of a caught error is its own', () => {
  const [state] = region('A>B,B!B,A', 'B>').states;

  expect(state === undefined ? [] : drawnWays(state).map(({ to, by }) => `${by} ${to}`)).toEqual(['next B', 'catch B']);
});

test('a line that leads nowhere is no path', () => {
  expect(pathOf({ points: [] })).toBe('');
});

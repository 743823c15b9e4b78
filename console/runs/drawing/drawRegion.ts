import { arrange, type Place } from './arrange.ts';
import { type Edge, layersOf } from './layers.ts';
import type { Region, State, Way } from './region.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A state with its place. One that is open shows what is within it. */
export interface Box extends Point {
  readonly state: State;
  readonly width: number;
  readonly height: number;
  readonly isOpen: boolean;
}

/** A way, from the edge of one box to that of another, through points in between. */
export interface Line {
  readonly from: string;
  readonly to: string;
  readonly by: Way['by'];
  readonly points: readonly Point[];
}

/** All lengths in CSS pixels, from the upper left corner. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
}

export const BOX = { width: 222, height: 44 };
/** The room above what is within a box, for its name. */
export const HEAD = 60;
const PADDING = 16;
const PASSAGE = 10;
const ROW_GAP = 44;
/** Between the ends of ways at one side of a box. */
const PORT_GAP = 22;

interface Sized {
  readonly width: number;
  readonly height: number;
  readonly inner: readonly Drawing[];
}

/**
 * Draws a region from its start downwards, in rows. Ways that lead past rows have passages of their own in them, so that
 * none leads through a box; ways back go through the same kind of passages, upwards.
 *
 * @param isOpen whether what is within a state of that name is drawn
 */
export function drawRegion(region: Region, isOpen: (name: string) => boolean): Drawing {
  const { edges, layerOf } = layersOf(region);
  const sizes = new Map(region.states.map((state) => [state.name, sizeOf(state, isOpen)]));
  const rows: Place[][] = Array.from({ length: Math.max(...layerOf.values(), 0) + 1 }, () => []);
  const chains = edges.map((edge, index) => chainOf(edge, index, layerOf));
  const links = chains.flatMap(({ ids }) => ids.slice(1).map((id, at) => [ids[at] ?? '', id] as const));
  const add = (id: string, layer: number, width: number): void => {
    const above = links.filter(([, lower]) => lower === id).map(([upper]) => upper);
    const below = links.filter(([upper]) => upper === id).map(([, lower]) => lower);
    rows[layer]?.push({ id, width, above, below });
  };
  for (const [name, layer] of layerOf) add(name, layer, sizes.get(name)?.width ?? 0);
  for (const { ids, top } of chains) {
    for (const [at, id] of ids.entries()) if (!sizes.has(id)) add(id, top + at, PASSAGE);
  }

  const middles = arrange(rows);
  const heights = rows.map((row) => Math.max(...row.map(({ id }) => sizes.get(id)?.height ?? 0), 0));
  const tops = heights.map((_, row) => heights.slice(0, row).reduce((sum, height) => sum + height + ROW_GAP, 0));
  const all = rows.flat();
  const leftmost = Math.min(...all.map(({ id, width }) => (middles.get(id) ?? 0) - width / 2));
  const at = (id: string): number => Math.ceil((middles.get(id) ?? 0) - leftmost);
  const boxes = region.states.map((state): Box => {
    const { width, height } = sizes.get(state.name) ?? BOX;
    const y = tops[layerOf.get(state.name) ?? 0] ?? 0;
    return { state, x: at(state.name) - width / 2, y, width, height, isOpen: isOpen(state.name) && hasInner(state) };
  });
  const byName = new Map(boxes.map((box) => [box.state.name, box]));
  const inner = boxes.flatMap((box) => insideOf(box, sizes.get(box.state.name)?.inner ?? []));
  return {
    width: Math.max(...all.map(({ id, width }) => at(id) + width / 2), 0),
    height: Math.max(...boxes.map(({ y, height }) => y + height), 0),
    boxes: boxes.flatMap((box, index) => [box, ...(inner[index]?.boxes ?? [])]),
    lines: [
      ...linesOf(chains, byName, (id, layer) => ({ x: at(id), top: tops[layer] ?? 0, height: heights[layer] ?? 0 })),
      ...inner.flatMap(({ lines }) => lines),
    ],
  };
}

const hasInner = ({ inner = [] }: State): boolean => inner.length > 0;

function sizeOf(state: State, isOpen: (name: string) => boolean): Sized {
  if (!isOpen(state.name) || !hasInner(state)) return { ...BOX, inner: [] };
  const inner = (state.inner ?? []).map((region) => drawRegion(region, isOpen));
  const width = inner.reduce((sum, each) => sum + each.width + PADDING, PADDING);
  const height = Math.max(...inner.map((each) => each.height)) + HEAD + PADDING;
  return { width: Math.max(width, BOX.width), height, inner };
}

/** What is within a box, beside each other and in its middle, where the box stands. */
function insideOf({ x, y, width }: Box, inner: readonly Drawing[]): Pick<Drawing, 'boxes' | 'lines'>[] {
  const taken = inner.reduce((sum, each) => sum + each.width, PADDING * (inner.length - 1));
  let left = x + (width - taken) / 2;
  const moved = inner.map(({ boxes, lines, width: own }) => {
    const by = (point: Point): Point => ({ x: point.x + left, y: point.y + y + HEAD });
    const shifted = {
      boxes: boxes.map((box) => ({ ...box, ...by(box) })),
      lines: lines.map((line) => ({ ...line, points: line.points.map(by) })),
    };
    left += own + PADDING;
    return shifted;
  });
  return [{ boxes: moved.flatMap(({ boxes }) => boxes), lines: moved.flatMap(({ lines }) => lines) }];
}

/** A way with its passages, from above downwards whichever way it leads. */
interface Chain {
  readonly edge: Edge;
  readonly ids: readonly string[];
  /** The row of the first. */
  readonly top: number;
}

function chainOf(edge: Edge, index: number, layerOf: ReadonlyMap<string, number>): Chain {
  const [upper, lower] = edge.isBack ? [edge.to, edge.from] : [edge.from, edge.to];
  const top = layerOf.get(upper) ?? 0;
  const between = Math.max(0, (layerOf.get(lower) ?? 0) - top - 1);
  return { edge, top, ids: [upper, ...Array.from({ length: between }, (_, at) => `${index}|${at}`), lower] };
}

function linesOf(
  chains: readonly Chain[],
  boxes: ReadonlyMap<string, Box>,
  passage: (id: string, layer: number) => { readonly x: number; readonly top: number; readonly height: number },
): Line[] {
  /** Where the ways of one side of a box end: beside each other, in the order of where they lead. */
  const port = (name: string, side: 'upper' | 'lower', own: Chain): Point => {
    const box = boxes.get(name);
    if (box === undefined) return { x: 0, y: 0 };
    const next = ({ ids, top }: Chain): number =>
      side === 'lower' ? passage(ids[1] ?? '', top + 1).x : passage(ids.at(-2) ?? '', top + ids.length - 2).x;
    const here = chains
      .filter(({ ids }) => (side === 'lower' ? ids[0] : ids.at(-1)) === name)
      .toSorted((one, other) => next(one) - next(other));
    const step = Math.min(PORT_GAP, (BOX.width - PORT_GAP) / Math.max(1, here.length));
    const x = box.x + box.width / 2 + (here.indexOf(own) - (here.length - 1) / 2) * step;
    return { x, y: side === 'lower' ? box.y + box.height : box.y };
  };
  return chains.map((chain) => {
    const { edge, ids, top } = chain;
    const through = ids.slice(1, -1).flatMap((id, at) => {
      const { x, top: y, height } = passage(id, top + at + 1);
      return [
        { x, y },
        { x, y: y + height },
      ];
    });
    const start = port(ids[0] ?? '', 'lower', chain);
    // Past higher boxes of its own row first, straight down.
    const row = passage(ids[0] ?? '', top);
    const past = row.top + row.height > start.y ? [{ x: start.x, y: row.top + row.height }] : [];
    const points = [start, ...past, ...through, port(ids.at(-1) ?? '', 'upper', chain)];
    return { from: edge.from, to: edge.to, by: edge.way.by, points: edge.isBack ? points.toReversed() : points };
  });
}

/** A line as the path of an SVG: straight down a row, and in a curve between rows. */
export function pathOf({ points: [first, ...rest] }: Pick<Line, 'points'>): string {
  if (first === undefined) return '';
  let before = first;
  const parts = rest.map((point) => {
    const middle = (before.y + point.y) / 2;
    const part =
      before.x === point.x
        ? `L${round(point.x)} ${round(point.y)}`
        : `C${round(before.x)} ${round(middle)} ${round(point.x)} ${round(middle)} ${round(point.x)} ${round(point.y)}`;
    before = point;
    return part;
  });
  return [`M${round(first.x)} ${round(first.y)}`, ...parts].join('');
}

const round = (length: number): number => Math.round(length * 10) / 10;

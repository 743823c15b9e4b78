/** What takes a place in a row: a state, or the passage of a way that leads past the row. */
export interface Place {
  readonly id: string;
  readonly width: number;
  /** Ids of those it is tied to in the row above and in the row below. */
  readonly above: readonly string[];
  readonly below: readonly string[];
}

const GAP = 28;
const SWEEPS = 4;

const mean = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Gives each place of each row the middle of where it lies: those that are tied to each other near each other, none over
 * another. The first row begins anywhere: what counts are differences.
 */
export function arrange(rows: readonly (readonly Place[])[]): ReadonlyMap<string, number> {
  const ordered = uncross(rows);
  const x = new Map<string, number>();
  for (const row of ordered) spread(row, () => 0, x);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const tied = (side: 'above' | 'below') => (place: Place) => mean(place[side].map((id) => x.get(id) ?? 0));
    for (const row of ordered) spread(row, (place) => tied('above')(place) ?? tied('below')(place), x);
    for (const row of ordered.toReversed()) spread(row, (place) => tied('below')(place) ?? x.get(place.id), x);
  }
  // Last from above, so that what follows one state alone stands under it.
  for (const row of ordered)
    spread(row, (place) => mean(place.above.map((id) => x.get(id) ?? 0)) ?? x.get(place.id), x);
  return x;
}

/** Orders each row by where those stand that it is tied to, so that few ways cross. */
function uncross(rows: readonly (readonly Place[])[]): Place[][] {
  let ordered = rows.map((row) => [...row]);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const side = sweep % 2 === 0 ? 'above' : 'below';
    const ranks = new Map(ordered.flatMap((row) => row.map(({ id }, index) => [id, index / row.length])));
    const inTurn = side === 'above' ? ordered : ordered.toReversed();
    const done = inTurn.map((row) => {
      const rank = (place: Place): number =>
        mean(place[side].map((id) => ranks.get(id) ?? 0)) ?? ranks.get(place.id) ?? 0;
      const sorted = row.toSorted((one, other) => rank(one) - rank(other));
      for (const [index, { id }] of sorted.entries()) ranks.set(id, index / sorted.length);
      return sorted;
    });
    ordered = side === 'above' ? done : done.toReversed();
  }
  return ordered;
}

/** Puts a row where it wants to be, as near as its order and widths allow: halfway between pushed right and pushed left. */
function spread(row: readonly Place[], wanted: (place: Place) => number | undefined, x: Map<string, number>): void {
  const wishes = row.map((place) => wanted(place) ?? 0);
  const apart = (one: number): number => ((row[one]?.width ?? 0) + (row[one + 1]?.width ?? 0)) / 2 + GAP;
  const right: number[] = [];
  for (const [index, wish] of wishes.entries()) {
    right.push(index === 0 ? wish : Math.max(wish, (right[index - 1] ?? 0) + apart(index - 1)));
  }
  const left: number[] = [];
  for (let index = row.length - 1; index >= 0; index--) {
    const wish = wishes[index] ?? 0;
    left[index] = index === row.length - 1 ? wish : Math.min(wish, (left[index + 1] ?? 0) - apart(index));
  }
  for (const [index, { id }] of row.entries()) x.set(id, ((left[index] ?? 0) + (right[index] ?? 0)) / 2);
}

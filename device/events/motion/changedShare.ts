import type { Luma } from './downscaleLuma.ts';

/** Of 255: what a compressed picture of a still scene moves by, and some more. */
const CELL_CHANGES_BY = 12;

/**
 * How much of the picture is another than before, 0 to 1. A light that goes on, or a camera that opens its iris, changes
 * all cells by about the same: the change that most cells share is taken off before.
 */
export function changedShare(before: Luma, now: Luma): number {
  if (before.columns !== now.columns || before.rows !== now.rows || now.cells.length === 0) return 0;
  const changes = now.cells.map((cell, index) => cell - (before.cells[index] ?? 0));
  const shared = Float32Array.from(changes).sort()[Math.floor(changes.length / 2)] ?? 0;
  let changed = 0;
  for (const change of changes) if (Math.abs(change - shared) >= CELL_CHANGES_BY) changed += 1;
  return changed / changes.length;
}

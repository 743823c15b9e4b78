/** Files that share the seeds, so that jest runs them side by side. */
export const SHARES = 4;

/**
 * The seeds of one share: 1,000 in all, or as `npm run test:faults -- --seeds N --seed S` has it (FAULT_SEEDS,
 * FAULT_FIRST_SEED).
 *
 * @param share 1 to SHARES
 */
export function seedsOf(share: number): number[] {
  const count = Number(process.env.FAULT_SEEDS ?? 1000);
  const first = Number(process.env.FAULT_FIRST_SEED ?? 1);
  return Array.from({ length: count }, (_, index) => first + index).filter((seed) => seed % SHARES === share % SHARES);
}

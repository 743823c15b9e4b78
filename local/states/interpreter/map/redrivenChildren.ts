import type { Execution, RecordedChild } from '../Execution.ts';

/** Children of a Map Run that is redriven, by the index of their input; none of one that begins. */
export function redrivenChildren(
  { host }: Execution,
  mapRunArn: string | undefined,
): ReadonlyMap<number, RecordedChild> {
  const children = mapRunArn === undefined ? [] : (host.recorded?.(mapRunArn) ?? []);
  return new Map(children.map((child) => [child.index, child]));
}

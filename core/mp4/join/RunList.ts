import { NumberList } from './NumberList.ts';

/** Values that come many times in a row, as an MP4's tables hold them: how often, and what. */
export class RunList {
  readonly counts = new NumberList(Uint32Array);
  readonly values = new NumberList(Int32Array);

  get length(): number {
    return this.counts.length;
  }

  /** @param value below 2^31 */
  add(times: number, value: number): void {
    if (times === 0) return;
    const last = this.length - 1;
    if (last >= 0 && this.values.at(last) === value) this.counts.addToLast(times);
    else {
      this.counts.push(times);
      this.values.push(value);
    }
  }
}

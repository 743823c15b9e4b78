/** `error`: footage is being lost or cannot be archived. `warning`: it will be, unless something changes. `note`: good to know. */
export type FindingLevel = 'error' | 'warning' | 'note';

export interface Finding {
  readonly level: FindingLevel;
  /** Stable: what a script may look for. */
  readonly code: string;
  /** What is so, in one sentence. */
  readonly text: string;
  /** What to do about it. */
  readonly remedy?: string;
  /** The stream that it is about; the whole stack where there is none. */
  readonly stream?: string;
}

/** One rule: a code, and what it finds in the facts. */
export interface Check<Facts> {
  readonly code: string;
  find(facts: Facts): Omit<Finding, 'code' | 'stream'> | undefined;
}

const ORDER: Readonly<Record<FindingLevel, number>> = { error: 0, warning: 1, note: 2 };

/** Every check's finding, the worst first, otherwise in the order of the table. */
export function diagnose<Facts>(checks: readonly Check<Facts>[], facts: Facts, stream?: string): Finding[] {
  return checks
    .flatMap(({ code, find }) => {
      const found = find(facts);
      return found === undefined ? [] : [{ code, ...found, ...(stream === undefined ? {} : { stream }) }];
    })
    .sort((a, b) => ORDER[a.level] - ORDER[b.level]);
}

import type { Machine } from './describeMachine.ts';

/** What a benchmark prints: one JSON document. A figure carries its unit in its name. */
export interface Report {
  readonly benchmark: string;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly machine: Machine;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly results: Readonly<Record<string, unknown>>;
  /** Measured in the same run; the ratios are against it. */
  readonly baseline: Readonly<Record<string, unknown>>;
  readonly ratio: Readonly<Record<string, number | string>>;
  /** What kept it from being faster or smaller. */
  readonly bound: string;
  /** What was aimed at, and whether this run got there. */
  readonly target: { readonly text: string; readonly met: boolean };
}

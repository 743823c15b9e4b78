import type { FuzzReport } from './engine/fuzzLoop.ts';

/** What the thread is given. */
export interface FuzzTask {
  readonly targetUrl: string;
  readonly seconds: number;
  readonly seed: number;
  readonly corpus: readonly Uint8Array[];
  /** Two 32-bit numbers, a counter of inputs and the length of the present one; then its bytes. */
  readonly shared: SharedArrayBuffer;
}

/** What it tells. */
export type FuzzMessage =
  | { readonly kind: 'reached'; readonly name: string; readonly input: Uint8Array }
  | { readonly kind: 'finding'; readonly name: string; readonly input: Uint8Array; readonly message: string }
  | { readonly kind: 'progress'; readonly report: FuzzReport }
  | { readonly kind: 'done'; readonly report: FuzzReport };

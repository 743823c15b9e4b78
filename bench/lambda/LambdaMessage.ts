/** What a benchmark asks a Lambda's process. */
export type LambdaRequest =
  | { readonly kind: 'invoke'; readonly event: unknown }
  /** Wait until nothing is under way, and begin to watch the memory anew. */
  | { readonly kind: 'idle' }
  | { readonly kind: 'usage' };

/** What it is told. */
export type LambdaReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'failure'; readonly message: string }
  | ({ readonly kind: 'usage' } & Usage);

/** Of the process, since it was last idle. */
export interface Usage {
  readonly rssBytes: number;
  readonly peakRssBytes: number;
  readonly cpuSeconds: number;
  /** The kernel's own high-water mark, or what a timer saw of it. */
  readonly peakBy: 'kernel' | 'sampling';
}

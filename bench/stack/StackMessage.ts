/** What a benchmark asks the stack's process. */
export type StackRequest = 'cpu' | 'close';

/** What it is told. CPU in microseconds since the process began. */
export type StackReply =
  | { readonly kind: 'ready'; readonly url: string; readonly outputs: Readonly<Record<string, string>> }
  | { readonly kind: 'cpu'; readonly user: number; readonly system: number };

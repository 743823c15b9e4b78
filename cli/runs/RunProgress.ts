/** What a run over a stream has come to, as it is told while it runs. */
export type RunProgress =
  | { readonly type: 'waiting'; readonly streamName: string; readonly seconds: number }
  | { readonly type: 'skipped'; readonly streamName: string; readonly reason: string }
  | {
      readonly type: 'clip';
      readonly streamName: string;
      readonly planId: string;
      readonly clips: number;
      readonly key?: string;
      readonly fragments?: number;
      readonly footageMs?: number;
    }
  | { readonly type: 'gap'; readonly streamName: string; readonly planId: string; readonly reason: string }
  | { readonly type: 'pass'; readonly streamName: string; readonly clips: number; readonly lagMs: number };

/** A stream as the HTTP API shows it. */
export interface EnrolledStream {
  readonly streamName: string;
  readonly streamArn: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly state?: {
    readonly watermarkMs: number;
    readonly lagMs: number;
    readonly openPlans: number;
    readonly retentionHours: number;
    /** `in-order`, `catching-up`, `behind`, `silent`, `paused` or `deleted`. */
    readonly condition?: string;
    readonly behind?: boolean;
    readonly silent?: boolean;
    readonly losingSoon?: boolean;
    readonly newestFragmentMs?: number;
    readonly silentForMs?: number;
    readonly fragments?: { readonly fragmentMs: number; readonly longestClipMs: number; readonly inWords: string };
  };
  readonly warnings?: readonly string[];
}

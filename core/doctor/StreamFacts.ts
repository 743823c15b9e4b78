import type { Fragment } from '../fragment.ts';
import type { Track } from '../matroska/Track.ts';

/** As KVS describes a stream. */
export interface DescribedStream {
  readonly streamArn: string;
  readonly region: string;
  /** `CREATING`, `ACTIVE`, `UPDATING`, `DELETING`. */
  readonly status: string;
  readonly retentionHours: number;
  /** An ARN, an alias or an id. */
  readonly kmsKey?: string;
}

/** As the archive knows it. */
export interface ArchivedStream {
  readonly streamArn: string;
  readonly enabled: boolean;
  readonly expects: 'continuous' | 'events';
  readonly fragments: 'all' | 'tagged' | 'none';
  readonly source: 'clip' | 'fragments';
  readonly lagMs?: number;
  readonly openPlans?: number;
  readonly behind?: boolean;
  readonly silent?: boolean;
  readonly losingSoon?: boolean;
}

/** What a fragment was found to hold when it was read. */
export interface ReadFragment {
  readonly tracks: readonly Track[];
  /** Milliseconds from the fragment's first frame, of the video's key frames; empty where there is no video. */
  readonly keyFrameMs: readonly number[];
  readonly startsWithKeyFrame: boolean;
  readonly bytes: number;
}

/** A gap, and until when its footage may still be in KVS; no limit is known of one that has expired. */
export interface OpenGap {
  readonly reason: string;
  readonly leavesKvsMs?: number;
}

/** Everything about one stream that the rules look at. */
export interface StreamFacts {
  readonly nowMs: number;
  /** Where the stack is. */
  readonly region: string;
  /** Undefined where KVS has no such stream. */
  readonly described?: DescribedStream;
  /** Undefined where it is not enrolled. */
  readonly archived?: ArchivedStream;
  /** Of the last minutes with footage, newest last, in order of producer time. */
  readonly recent: readonly Fragment[];
  /** The newest of them, as it was read; undefined where there is none, or why it could not be read. */
  readonly newest?: ReadFragment | { readonly unreadable: string };
  readonly gaps: readonly OpenGap[];
}

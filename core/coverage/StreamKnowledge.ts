import type { ProducerMs, ServerMs } from '../fragment.ts';

/** A span of producer time that is known to hold footage: an open plan, a fragment that KVS lists. */
export interface FootageSpan {
  readonly startMs: ProducerMs;
  readonly endMs: ProducerMs;
}

/** How far a stream (one ARN) was looked at, and what of it is under way. */
export interface StreamKnowledge {
  readonly createdMs: ServerMs;
  /** Where archiving began; before, nothing was looked at. Absent: at the stream's creation. */
  readonly beganMs?: ServerMs;
  /** Up to here it was listed, and everything found is in a clip, a gap or an open plan. */
  readonly watermarkMs: ServerMs;
  /** From when on KVS has it no longer; another may bear its name. */
  readonly goneMs?: ServerMs;
  /** Open plans, and what KVS lists where that was asked: not yet archived. */
  readonly pending: readonly FootageSpan[];
  /** Spans of server time that left retention before they were listed. */
  readonly unseen: readonly { readonly startMs: ServerMs; readonly endMs: ServerMs }[];
}

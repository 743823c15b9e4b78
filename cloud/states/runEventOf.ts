import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { causeWords } from '../../core/runs/causeWords.ts';
import type { RunEvent } from '../../core/runs/RunEvent.ts';

/** A cause may have 32 KiB. */
const CAUSE_CHARACTERS = 2000;

interface Details {
  readonly error?: string;
  readonly cause?: string;
  readonly mapRunArn?: string;
}

/**
 * An event of Step Functions in our words. Its type says which one of its fields holds its details (documented: API
 * reference, HistoryEvent), and only that one is there.
 */
export function runEventOf(event: HistoryEvent): RunEvent {
  const { id = 0, previousEventId = 0, timestamp, type = '' } = event;
  const state = event.stateEnteredEventDetails?.name ?? event.stateExitedEventDetails?.name;
  const { error, cause, mapRunArn } = detailsOf(event);
  return {
    ...{ id, previousId: previousEventId, atMs: timestamp?.getTime() ?? 0, type },
    ...(state === undefined ? {} : { state }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause: causeWords(cause).slice(0, CAUSE_CHARACTERS) }),
    ...(mapRunArn === undefined ? {} : { mapRunArn }),
  };
}

function detailsOf(event: HistoryEvent): Details {
  const found = Object.entries(event).find(([field, value]) => field.endsWith('EventDetails') && value !== undefined);
  return (found?.[1] ?? {}) as Details;
}

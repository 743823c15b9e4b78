import type { StreamNotes } from '../streams/streamState.ts';
import type { StreamHealth } from './assessStream.ts';
import { type Measurement, measurements } from './metrics.ts';

/** What is told of a stream when it changes: the detail types of its events. */
export type StreamChange =
  | 'Stream Silent'
  | 'Stream Sending'
  | 'Stream Behind'
  | 'Stream Caught Up'
  | 'Stream Losing Soon'
  | 'Stream Safe'
  | 'Stream Deleted';

/** What has changed since a stream was last looked at, and what is to be noted now; `notes` absent: nothing new. */
export interface Noticed {
  readonly changes: readonly StreamChange[];
  readonly notes?: StreamNotes;
}

/** What has to be told and noted of a stream, by how it fares and by what was noted before. */
export function noticeChanges(health: StreamHealth, before: StreamNotes | undefined, nowMs: number): Noticed {
  const { condition, behind, silent, losingSoon } = health;
  const noted = before ?? {};
  if (condition === 'deleted') {
    return noted.deletedMs === undefined
      ? { changes: ['Stream Deleted'], notes: { ...noted, deletedMs: nowMs } }
      : { changes: [] };
  }
  // Nobody watches a paused stream; what was said of it last stands until it is resumed.
  if (condition === 'paused' || condition === 'catching-up') return { changes: [] };

  const changes: StreamChange[] = [];
  const since = (name: StreamChange, over: StreamChange, is: boolean, was: number | undefined): number | undefined => {
    if (is === (was !== undefined)) return was;
    changes.push(is ? name : over);
    return is ? nowMs : undefined;
  };
  const behindSinceMs = since('Stream Behind', 'Stream Caught Up', behind, noted.behindSinceMs);
  const silentSinceMs = since('Stream Silent', 'Stream Sending', silent, noted.silentSinceMs);
  const losingSinceMs = since('Stream Losing Soon', 'Stream Safe', losingSoon, noted.losingSinceMs);
  const caughtUpMs = noted.caughtUpMs ?? (behind ? undefined : nowMs);
  if (changes.length === 0 && caughtUpMs === noted.caughtUpMs && noted.deletedMs === undefined) return { changes };
  const notes = { caughtUpMs, behindSinceMs, silentSinceMs, losingSinceMs };
  return { changes, notes: Object.fromEntries(Object.entries(notes).filter(([, value]) => value !== undefined)) };
}

/** All streams in numbers. */
export interface FleetCounts {
  streams: number;
  paused: number;
  deleted: number;
  catchingUp: number;
  behind: number;
  silent: number;
  losingSoon: number;
  oldestWatermarkAgeMs: number;
  openPlans: number;
  oldestOpenPlanAgeMs: number;
  openBundles: number;
  openGaps: number;
}

export const emptyFleet = (): FleetCounts => ({
  streams: 0,
  paused: 0,
  deleted: 0,
  catchingUp: 0,
  behind: 0,
  silent: 0,
  losingSoon: 0,
  oldestWatermarkAgeMs: 0,
  openPlans: 0,
  oldestOpenPlanAgeMs: 0,
  openBundles: 0,
  openGaps: 0,
});

/**
 * Adds a stream to the numbers. The oldest watermark is that of streams somebody works on: a paused one, a deleted one
 * and one that is still working off its first backlog are old by nature, and counted apart. So is one that is looked at
 * once a day: its own interval does not count.
 */
export function countStream(
  fleet: FleetCounts,
  health: StreamHealth,
  state: { readonly openPlans: readonly { readonly openedMs: number }[]; readonly openBundles: readonly unknown[] },
  ownIntervalMs: number,
  nowMs: number,
): void {
  fleet.streams++;
  if (health.condition === 'paused') fleet.paused++;
  else if (health.condition === 'deleted') fleet.deleted++;
  else if (health.condition === 'catching-up') fleet.catchingUp++;
  else fleet.oldestWatermarkAgeMs = Math.max(fleet.oldestWatermarkAgeMs, health.lagMs - ownIntervalMs);
  if (health.behind) fleet.behind++;
  if (health.silent) fleet.silent++;
  if (health.losingSoon) fleet.losingSoon++;
  fleet.openPlans += state.openPlans.length;
  fleet.openBundles += state.openBundles.length;
  for (const { openedMs } of state.openPlans) {
    fleet.oldestOpenPlanAgeMs = Math.max(fleet.oldestOpenPlanAgeMs, nowMs - openedMs);
  }
}

/** The fleet as metrics; zeros too, for an alarm that has been raised must hear that it is over. */
export function measureFleet(fleet: FleetCounts): Measurement[] {
  return measurements({
    StreamsEnrolled: fleet.streams,
    StreamsPaused: fleet.paused,
    StreamsDeleted: fleet.deleted,
    StreamsCatchingUp: fleet.catchingUp,
    StreamsBehind: fleet.behind,
    StreamsSilent: fleet.silent,
    StreamsLosingSoon: fleet.losingSoon,
    OldestWatermarkAge: Math.round(fleet.oldestWatermarkAgeMs / 1000),
    OpenPlans: fleet.openPlans,
    OldestOpenPlanAge: Math.round(fleet.oldestOpenPlanAgeMs / 1000),
    OpenBundles: fleet.openBundles,
    OpenGaps: fleet.openGaps,
  });
}

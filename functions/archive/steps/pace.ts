import { MEDIA_POINTS_PER_SECOND, PACED_POINTS_PER_SECOND } from '../../../core/plans/limits.ts';
import type { Window } from '../../../core/runs/run.ts';
import type { ArchivePorts } from './archivePorts.ts';

/**
 * Executes a plan of a range or of a backfill no faster than its share of the stream's media points: such a pass goes on
 * for hours, and without it live passes and viewers of the stream would be throttled all that time. The first ones begin
 * one after the other, for their points together are more than a second's. Live passes are not held back.
 *
 * @param clipsAtOnce plans that the machine executes at once
 * @param points that the plan costs
 * @param turn the plan's place in its pass
 */
export async function paced<Result>(
  { leaseKind }: Pick<Window, 'leaseKind'>,
  points: number,
  turn: number | undefined,
  { system: { clock }, clipsAtOnce = 4 }: Pick<ArchivePorts, 'system' | 'clipsAtOnce'>,
  work: () => Promise<Result>,
): Promise<Result> {
  if (leaseKind === 'live') return work();
  const shareMs = (points * 1000) / PACED_POINTS_PER_SECOND;
  // The bucket is full at first: a second's points may be taken at once.
  const ahead = Math.max(0, (turn ?? 0) + 1 - Math.floor(MEDIA_POINTS_PER_SECOND / Math.max(1, points)));
  if (turn !== undefined && turn < clipsAtOnce && ahead > 0) await clock.sleep(Math.ceil(ahead * shareMs));
  const beganMs = clock.now();
  const result = await work();
  const restMs = beganMs + clipsAtOnce * shareMs - clock.now();
  if (restMs >= 1) await clock.sleep(Math.ceil(restMs));
  return result;
}

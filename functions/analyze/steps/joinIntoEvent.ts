import { areOne, covers, type FootageEvent, joinEvents } from '../../../core/analysis/FootageEvent.ts';
import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import type { FootageEventStore, StoredEvent } from '../../../core/ports/footageEventStore.ts';

/** Rounds in which others keep changing the same event before the step gives up and is run again. */
const ROUNDS = 40;

/**
 * Adds sightings to the event that they belong to, joining events that they connect. Nobody holds a lock: each row is a
 * claim that stays true, the joined row is written before those that it covers are taken away, and the loop ends only
 * when a reading shows the event alone. So whoever reads last joins what others wrote, in whatever order, however often.
 *
 * @param mergeMs how far apart sightings of one event may be
 * @returns the event as it stands
 * @throws ArchiverError `Conflict` where others keep winning
 */
export async function joinIntoEvent(
  sightings: FootageEvent,
  mergeMs: number,
  events: FootageEventStore,
): Promise<StoredEvent> {
  let event: FootageEvent = sightings;
  for (let round = 0; round < ROUNDS; round++) {
    const { streamName, rule, beginMs, endMs } = event;
    const touching = (await events.touching(streamName, rule, beginMs - mergeMs, endMs + mergeMs)).filter((row) =>
      areOne(row, event, mergeMs),
    );
    const joined = touching.reduce<FootageEvent>(
      (whole, { version: _version, ...row }) => joinEvents(whole, row),
      event,
    );
    const standing = touching.find((row) => row.beginMs === joined.beginMs);
    const others = touching.filter((row) => row !== standing);
    if (standing !== undefined && others.length === 0 && covers(standing, joined)) return standing;
    event = joined;
    try {
      if (standing === undefined || !covers(standing, joined)) await events.put(joined, standing);
    } catch (error) {
      if (!isArchiverError(error, 'Conflict')) throw error;
      continue;
    }
    // One that has grown meanwhile stays, and is read again.
    for (const other of others) await events.remove(other);
  }
  throw new ArchiverError('Conflict', `${sightings.streamName}: others keep changing the event of ${sightings.rule}`);
}

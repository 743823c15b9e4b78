import { assessStream, type Expectations, intervalMs, type StreamHealth } from '../../../core/observe/assessStream.ts';
import { countStream, emptyFleet, type FleetCounts, type Noticed, noticeChanges } from '../../../core/observe/fleet.ts';
import type { Ledger } from '../../../core/ports/ledger.ts';
import type { EventPublisher } from '../../../core/ports/runLog.ts';
import type { EnrolmentStore, StreamStore } from '../../../core/ports/streamStore.ts';
import type { Enrolment } from '../../../core/streams/enrolment.ts';
import type { StreamNotes, StreamState } from '../../../core/streams/streamState.ts';
import type { Clock } from '../../../core/system.ts';

const PAGE = 1000;
/** Streams whose changes are told in one go; when a Region's cameras fall silent together, the next goes tell the rest. */
const CHANGES_AT_MOST = 2000;
const TOLD_AT_ONCE = 20;
/** Gaps that are counted; beyond, the number is a lower bound, and the alarm has long been raised. */
const GAPS_AT_MOST = 100_000;

export interface ObserveFleetPorts {
  readonly enrolments: EnrolmentStore;
  readonly streams: StreamStore;
  readonly ledger: Pick<Ledger, 'openGaps'>;
  readonly events: EventPublisher;
  readonly clock: Clock;
  readonly expectations: Expectations;
  /** Takes down one line about a stream whose state has changed. */
  readonly log: (message: string, about: Readonly<Record<string, unknown>>) => void;
}

export interface FleetObservation extends FleetCounts {
  /** Streams of which a change was told, and those that wait for the next observation. */
  readonly told: number;
  readonly untold: number;
}

interface Change extends Noticed {
  readonly streamArn: string;
  readonly notes: StreamNotes;
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * Looks at every enrolled stream: two table scans of pages of 1 MB, and a write and an event for each stream whose state
 * has changed. An event comes before its note: told twice is fine, never told is not.
 */
export async function observeFleet(ports: ObserveFleetPorts): Promise<FleetObservation> {
  const now = ports.clock.now();
  const enrolments = await enrolmentsByArn(ports.enrolments);
  const fleet = emptyFleet();
  const changes: Change[] = [];
  let untold = 0;
  for await (const state of statesOf(ports.streams)) {
    const enrolment = enrolments.get(state.streamArn);
    // Streams that were withdrawn, and those whose name belongs to another by now.
    if (enrolment === undefined) continue;
    const health = assessStream(enrolment, state, ports.expectations, now);
    countStream(fleet, health, state, intervalMs(enrolment.settings, ports.expectations), now);
    const { changes: told, notes } = noticeChanges(health, state.noted, now);
    if (notes === undefined) continue;
    if (changes.length === CHANGES_AT_MOST) untold++;
    else changes.push({ streamArn: state.streamArn, changes: told, notes, detail: detailOf(state, health, now) });
  }
  for await (const { streamArn } of ports.ledger.openGaps()) {
    if (enrolments.has(streamArn)) fleet.openGaps++;
    if (fleet.openGaps === GAPS_AT_MOST) break;
  }
  for (let first = 0; first < changes.length; first += TOLD_AT_ONCE) {
    await Promise.all(changes.slice(first, first + TOLD_AT_ONCE).map((change) => tell(change, ports)));
  }
  return { ...fleet, told: changes.filter((change) => change.changes.length > 0).length, untold };
}

async function tell(change: Change, ports: ObserveFleetPorts): Promise<void> {
  for (const name of change.changes) {
    await ports.events.publish(name, change.detail);
    ports.log(name, change.detail);
  }
  await ports.streams.mark(change.streamArn, { noted: change.notes });
}

function detailOf(state: StreamState, health: StreamHealth, observedMs: number): Record<string, unknown> {
  const { streamName, streamArn, watermarkMs, retentionHours } = state;
  return { streamName, streamArn, ...health, watermarkMs, retentionHours, observedMs };
}

type Watched = Pick<Enrolment, 'settings' | 'createdMs' | 'updatedMs'>;

/** What is needed of each enrolment: 50,000 of them are a few ten megabytes. */
async function enrolmentsByArn(store: EnrolmentStore): Promise<Map<string, Watched>> {
  const byArn = new Map<string, Watched>();
  let after: string | undefined;
  do {
    const page = await store.list(PAGE, after);
    for (const { streamArn, settings, createdMs, updatedMs } of page.items) {
      byArn.set(streamArn, { settings, createdMs, updatedMs });
    }
    after = page.nextToken;
  } while (after !== undefined);
  return byArn;
}

async function* statesOf(store: StreamStore): AsyncIterable<StreamState> {
  let after: string | undefined;
  do {
    const page = await store.page(after);
    yield* page.items;
    after = page.nextToken;
  } while (after !== undefined);
}

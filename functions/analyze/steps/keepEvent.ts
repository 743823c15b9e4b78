import { eventIdOf, type FootageEvent } from '../../../core/analysis/FootageEvent.ts';
import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import type { FootageEventStore } from '../../../core/ports/footageEventStore.ts';
import type { ImageReference } from '../../../core/ports/imageStore.ts';
import type { ObjectLinks } from '../../../core/ports/objectLinks.ts';
import type { EventPublisher } from '../../../core/ports/runLog.ts';
import type { EnrolmentStore, StreamStore } from '../../../core/ports/streamStore.ts';
import type { WantedMinute } from '../../../core/streams/streamState.ts';
import type { Clock } from '../../../core/system.ts';
import { minutesOf, openWantedBundles, type WantedPorts } from '../../archive/steps/openWantedBundles.ts';
import type { AppliedRules, TouchedEvent } from './applyRules.ts';

export interface KeepEventInput {
  readonly image: ImageReference;
  readonly applied: AppliedRules;
}

export interface KeepEventPorts extends WantedPorts {
  readonly enrolments: EnrolmentStore;
  readonly streams: Pick<StreamStore, 'changePlans' | 'want'>;
  readonly events: FootageEventStore;
  readonly publisher: EventPublisher;
  readonly links: ObjectLinks;
  readonly clock: Clock;
  /** Where people look at footage; empty where nobody is told. */
  readonly frontUrl: string;
}

export interface KeptEvent {
  readonly status: 'kept';
  /** Minutes of footage that are kept, and events that were told of. */
  readonly minutes: number;
  readonly told: number;
}

/** Footage that is older is archived already, or never will be: it is looked up at once. */
const PAST_MS = 3_600_000;
const LINK_SECONDS = 12 * 3600;
/** Others may join an event while it is told of. */
const ROUNDS = 5;

/**
 * Keeps the footage of events, and tells of each event once: told first and noted then, so that one whose step died is
 * told of again rather than never. Whoever listens knows it by its id.
 */
export async function keepEvent({ image, applied }: KeepEventInput, ports: KeepEventPorts): Promise<KeptEvent> {
  const { streamName } = image;
  const enrolment = await ports.enrolments.get(streamName);
  // Withdrawn meanwhile: nothing of it is archived any more.
  if (enrolment === undefined) return { status: 'kept', minutes: 0, told: 0 };
  const minutes = await keep(enrolment.streamArn, wantedMinutes({ image, applied }, ports.clock.now()), ports);
  let told = 0;
  for (const event of applied.events) {
    if (event.notify && (await tell(streamName, event, ports))) told += 1;
  }
  return { status: 'kept', minutes, told };
}

function wantedMinutes({ image, applied }: KeepEventInput, nowMs: number): WantedMinute[] {
  const wanted = new Map<string, WantedMinute>();
  const add = (minuteMs: number, retention?: string): void => {
    const minute = { minuteMs, sinceMs: nowMs, ...(retention === undefined ? {} : { retention }) };
    wanted.set(`${minuteMs}@${retention ?? ''}`, minute);
  };
  if (applied.tagged) for (const minuteMs of minutesOf(image.producerMs, image.producerMs)) add(minuteMs);
  for (const { keep: isKept, fromMs, toMs, retention } of applied.events) {
    if (isKept) for (const minuteMs of minutesOf(fromMs, toMs)) add(minuteMs, retention);
  }
  return [...wanted.values()];
}

/** Footage of now is wanted, and kept as it is archived; what is archived long since is kept at once. */
async function keep(streamArn: string, wanted: readonly WantedMinute[], ports: KeepEventPorts): Promise<number> {
  const nowMs = ports.clock.now();
  const past = wanted.filter(({ minuteMs }) => minuteMs < nowMs - PAST_MS);
  const present = wanted.filter((minute) => !past.includes(minute));
  if (present.length > 0) await ports.streams.want(streamArn, present);
  if (past.length > 0) await openWantedBundles(streamArn, past, [], nowMs, ports);
  return wanted.length;
}

async function tell(streamName: string, touched: TouchedEvent, ports: KeepEventPorts): Promise<boolean> {
  const { rule, fromMs, toMs } = touched;
  let isTold = false;
  for (let round = 0; round < ROUNDS; round++) {
    const rows = await ports.events.touching(streamName, rule, fromMs, toMs);
    const row = rows.find(({ beginMs, endMs }) => beginMs <= fromMs && endMs >= toMs) ?? rows[0];
    if (row === undefined || row.notifiedMs !== undefined) return isTold;
    if (!isTold) await ports.publisher.publish('Event Detected', await messageOf(row, ports));
    isTold = true;
    try {
      const { version: _version, ...event } = row;
      await ports.events.put({ ...event, notifiedMs: ports.clock.now() }, row);
      return true;
    } catch (error) {
      if (!isArchiverError(error, 'Conflict')) throw error;
    }
  }
  throw new ArchiverError('Conflict', `${streamName}: others keep changing the event of ${rule}`);
}

/** What whoever listens is told: the event, its picture, and where its footage is looked at. */
async function messageOf(event: FootageEvent, { links, frontUrl }: KeepEventPorts): Promise<Record<string, unknown>> {
  const { streamName, rule, beginMs, endMs, labels, best } = event;
  const { url } = await links.linkTo(best, { expiresSeconds: LINK_SECONDS });
  const at = new URLSearchParams({ at: String(beginMs) });
  return {
    eventId: eventIdOf(event),
    streamName,
    rule,
    beginMs,
    endMs,
    labels,
    label: best.label,
    confidence: best.confidence,
    ...(best.fragmentNumber === undefined ? {} : { fragmentNumber: best.fragmentNumber }),
    imageUrl: url,
    ...(frontUrl === '' ? {} : { momentUrl: `${frontUrl}/console/streams/${encodeURIComponent(streamName)}?${at}` }),
  };
}

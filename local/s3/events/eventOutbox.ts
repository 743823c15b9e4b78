import { indexKeys } from '../storage/indexKeys.ts';
import type { Change, KeyIndex } from '../storage/keyIndex.ts';
import { type EventOrigin, type ObjectChange, type S3Event, s3Event } from './s3Event.ts';

/** Takes an event over. It is sent again, after a restart, where this rejects or the process dies before it returns. */
export type EventReceiver = (event: S3Event) => void | Promise<void>;

/**
 * Events are written in the same commit as the change they tell of, and removed once the receiver has taken them: at
 * least once, as the service promises (documented: user guide, "Amazon S3 Event Notifications").
 */
export class EventOutbox {
  readonly #index: KeyIndex;
  readonly #origin: EventOrigin;
  readonly #receive: EventReceiver;
  readonly #underWay = new Set<Promise<void>>();
  #sequence = 0;

  constructor(index: KeyIndex, origin: EventOrigin, receive: EventReceiver) {
    this.#index = index;
    this.#origin = origin;
    this.#receive = receive;
  }

  /** The event for `change`, and the index change that keeps it. */
  write(change: ObjectChange): { readonly event: S3Event; readonly kept: Change } {
    this.#sequence = (this.#sequence + 1) % 0xffffff;
    const event = s3Event(this.#origin, change, this.#sequence);
    return { event, kept: { type: 'put', key: indexKeys.event(eventId(event)), value: event } };
  }

  /** Hands over an event whose commit is made, without making its request wait. */
  deliver(event: S3Event): void {
    const delivery = this.#deliver(event);
    this.#underWay.add(delivery);
    void delivery.finally(() => this.#underWay.delete(delivery));
  }

  /** Hands over what an earlier process left, oldest first. */
  async deliverKept(): Promise<void> {
    for await (const [, event] of this.#index.entries<S3Event>(indexKeys.events)) await this.#deliver(event);
  }

  async close(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async #deliver(event: S3Event): Promise<void> {
    try {
      await this.#receive(event);
    } catch (error) {
      process.emitWarning(`An S3 event was not taken over; it is sent again after a restart: ${String(error)}`);
      return;
    }
    await this.#index.note([{ type: 'del', key: indexKeys.event(eventId(event)) }]);
  }
}

function eventId(event: S3Event): string {
  return `${event.detail.object.sequencer}-${event.id}`;
}

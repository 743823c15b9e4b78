import type { Tag } from '../../../core/matroska/Tag.ts';
import type { DeliveryCounts } from '../delivery/DeliveryCounts.ts';
import type { Uploader } from '../delivery/Uploader.ts';
import { customTags } from '../images/metadataOf.ts';
import type { FragmentRecord } from '../storage/fragmentRecord.ts';

/** Announcements on their way; SNS answers within milliseconds, or not at all. */
const MOST_ON_THEIR_WAY = 100;

/** A fragment that asks to be announced. */
export interface AnnouncedFragment {
  readonly streamArn: string;
  readonly record: FragmentRecord;
  readonly tags: readonly Tag[];
  readonly topicArn: string;
  readonly uploader: Uploader;
}

/** Announces tagged fragments by SNS, behind the back of ingest. */
export class FragmentAnnouncer {
  readonly #reportFailure: (what: string, error: unknown) => void;
  readonly #onTheirWay = new Set<Promise<void>>();
  readonly #counts = { delivered: 0, failed: 0, dropped: 0 };

  constructor(reportFailure: (what: string, error: unknown) => void) {
    this.#reportFailure = reportFailure;
  }

  get counts(): DeliveryCounts['notifications'] {
    return { ...this.#counts };
  }

  /** Never waits. */
  offer(fragment: AnnouncedFragment): void {
    if (this.#onTheirWay.size === MOST_ON_THEIR_WAY) {
      this.#counts.dropped += 1;
      this.#tell(fragment, new Error(`${MOST_ON_THEIR_WAY} announcements are on their way; this one is not made`));
      return;
    }
    const sent: Promise<void> = this.#send(fragment).finally(() => this.#onTheirWay.delete(sent));
    this.#onTheirWay.add(sent);
  }

  async close(): Promise<void> {
    await Promise.all(this.#onTheirWay);
  }

  async #send(fragment: AnnouncedFragment): Promise<void> {
    const { topicArn, uploader } = fragment;
    try {
      await uploader.publish({ topicArn, subject: SUBJECT, message: announcementOf(fragment) });
      this.#counts.delivered += 1;
    } catch (error) {
      this.#counts.failed += 1;
      this.#tell(fragment, error);
    }
  }

  #tell({ streamArn, record }: AnnouncedFragment, error: unknown): void {
    this.#reportFailure(`the notification of ${streamArn}, fragment ${record.number}`, error);
  }
}

/** Documented: developer guide, notifications. */
const SUBJECT = 'Kinesis Video Streams Notification';

/**
 * The message of a persisted fragment (documented: developer guide, notifications: the members). Assumed: both times are
 * numbers of epoch milliseconds.
 */
function announcementOf({ streamArn, record, tags }: AnnouncedFragment): string {
  return JSON.stringify({
    StreamArn: streamArn,
    FragmentNumber: record.number,
    FragmentStartProducerTimestamp: record.producerMs,
    FragmentStartServerTimestamp: record.serverMs,
    NotificationType: 'PERSISTED',
    NotificationPayload: Object.fromEntries(customTags(tags).map(({ name, value }) => [name, value])),
  });
}

import type { Tag } from '../../core/matroska/Tag.ts';
import type { DeviceEvent } from './DeviceEvent.ts';

/** What a fragment is marked with: by how many events, and the tags that they make together. */
export interface FragmentMarks {
  readonly events: number;
  /** At most 10, image generation and notification first; none for an event that asks for nothing. */
  readonly tags: readonly Tag[];
}

/** The producer's side: asked once for every fragment, when its last frame is known and before it is encoded. */
export interface FragmentEvents {
  /** Takes what has been raised since the last fragment ended. `events` 0 where nothing happened. */
  take(): FragmentMarks;
}

/** The side of those who see events: a command, a signal, a timer, motion. */
export interface EventSink {
  /**
   * Marks the fragment that is open now.
   * @throws ArchiverError `InvalidInput` for what the service would refuse, naming the field; `Throttled` where too
   *   many events wait
   */
  raise(event: DeviceEvent): void;
}

import { ArchiverError } from '../../core/errors.ts';
import type { Tag } from '../../core/matroska/Tag.ts';
import type { DeviceEvent } from './DeviceEvent.ts';
import { eventTags, MOST_TAGS } from './eventTags.ts';
import type { EventSink, FragmentEvents, FragmentMarks } from './FragmentEvents.ts';

/** More than a camera can see within a fragment; whoever sends more is told so. */
const MOST_WAITING = 100;

/**
 * Events on their way to the fragment that they mark. Those of one fragment are written together: a tag that two of them
 * make is written once; an event that says something else under the same name, or finds no room among ten tags, marks
 * the next fragment.
 */
export class EventInbox implements EventSink, FragmentEvents {
  #waiting: Tag[][] = [];

  raise(event: DeviceEvent): void {
    const tags = eventTags(event);
    if (this.#waiting.length === MOST_WAITING) {
      throw new ArchiverError('Throttled', `${MOST_WAITING} events wait for their fragment; this one is not marked`);
    }
    this.#waiting.push(tags);
  }

  /** Events that no fragment has been marked with yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  take(): FragmentMarks {
    const taken = new Map<string, string>();
    let events = 0;
    for (const tags of this.#waiting) {
      const added = tags.filter(({ name }) => !taken.has(name));
      const contradicts = tags.some(({ name, value }) => (taken.get(name) ?? value) !== value);
      // In the order in which they came: a later one does not overtake.
      if (contradicts || taken.size + added.length > MOST_TAGS) break;
      for (const { name, value } of added) taken.set(name, value);
      events += 1;
    }
    this.#waiting = this.#waiting.slice(events);
    const tags = [...taken].map(([name, value]): Tag => ({ name, value }));
    // AWS's own first, whichever event brought them.
    return { events, tags: [...tags.filter(isAws), ...tags.filter((tag) => !isAws(tag))] };
  }
}

function isAws({ name }: Tag): boolean {
  return name.startsWith('AWS_');
}

import { type AnalysedImage, type ImageOutcome, imageMoment } from '../../../core/analysis/AnalysedImage.ts';
import type { Detection } from '../../../core/analysis/Detection.ts';
import type { FootageEvent } from '../../../core/analysis/FootageEvent.ts';
import { ArchiverError } from '../../../core/errors.ts';
import type { DetectionQuery, DetectionStore, SeenLabel } from '../../../core/ports/detectionStore.ts';
import type { FootageEventQuery, FootageEventStore, StoredEvent } from '../../../core/ports/footageEventStore.ts';
import type { ImageReference, ImageStore, NewestFirst, Page } from '../../../core/ports/imageStore.ts';

const DAY_MS = 86_400_000;
const pad = (ms: number): string => String(ms).padStart(15, '0');

/** A page of what is given, newest first. */
function page<T>(
  all: Iterable<T>,
  order: (item: T) => string,
  { fromMs = 0, toMs = 10 ** 15 - 1, limit, after }: NewestFirst,
): Page<T> {
  if (after !== undefined && !/^\d{15}#/.test(after)) {
    throw new ArchiverError('InvalidInput', 'nextToken: is not one of ours');
  }
  const found = [...all]
    .filter((item) => order(item) >= pad(fromMs) && order(item) < pad(toMs))
    .filter((item) => after === undefined || order(item) < after)
    .sort((a, b) => (order(a) < order(b) ? 1 : -1));
  const items = found.slice(0, limit);
  const last = items[items.length - 1];
  return { items, nextToken: found.length > limit && last !== undefined ? order(last) : undefined };
}

/** Images in memory. */
export class MemoryImageStore implements ImageStore {
  readonly #images = new Map<string, AnalysedImage>();
  readonly #key = (reference: ImageReference): string => `${reference.streamName} ${imageMoment(reference)}`;

  async put(image: AnalysedImage): Promise<AnalysedImage> {
    const standing = this.#images.get(this.#key(image));
    if (standing === undefined) this.#images.set(this.#key(image), image);
    return standing ?? image;
  }

  async get(reference: ImageReference): Promise<AnalysedImage | undefined> {
    return this.#images.get(this.#key(reference));
  }

  async conclude(reference: ImageReference, outcome: ImageOutcome): Promise<void> {
    const image = this.#images.get(this.#key(reference));
    if (image === undefined || image.outcome.status === 'labelled' || image.outcome.status === 'unreadable') return;
    this.#images.set(this.#key(reference), { ...image, outcome });
  }

  async labelledAround(streamName: string, fromMs: number, toMs: number): Promise<readonly AnalysedImage[]> {
    const { items } = await this.ofStream(streamName, { labelled: true, fromMs, toMs: toMs + 1, limit: 100_000 });
    return [...items].reverse();
  }

  async ofStream(
    streamName: string,
    { labelled, ...query }: NewestFirst & { readonly labelled?: boolean },
  ): Promise<Page<AnalysedImage>> {
    const seen = ({ outcome }: AnalysedImage): boolean => outcome.status === 'labelled' && outcome.labels.length > 0;
    const all = [...this.#images.values()]
      .filter((image) => image.streamName === streamName)
      .filter((image) => labelled === undefined || seen(image) === labelled);
    return page(all, imageMoment, query);
  }
}

/** Detections in memory. */
export class MemoryDetectionStore implements DetectionStore {
  readonly #detections = new Map<string, Detection>();
  readonly #labels = new Map<string, number>();

  async put(detections: readonly Detection[], nowMs: number): Promise<void> {
    for (const detection of detections) {
      this.#detections.set(order(detection), detection);
      this.#labels.set(detection.label, Math.floor(nowMs / DAY_MS) * DAY_MS);
    }
  }

  async find({ label, streams, ...query }: DetectionQuery): Promise<Page<Detection>> {
    const all = [...this.#detections.values()]
      .filter((each) => label === undefined || each.label === label)
      .filter((each) => streams === undefined || streams.includes(each.streamName));
    return page(all, order, query);
  }

  async labels(): Promise<readonly SeenLabel[]> {
    return [...this.#labels].sort().map(([label, lastSeenMs]) => ({ label, lastSeenMs }));
  }
}

const order = ({ producerMs, imageId, label }: Detection): string => `${pad(producerMs)}#${imageId}#${label}`;

/** Events in memory. */
export class MemoryFootageEventStore implements FootageEventStore {
  readonly #rows = new Map<string, StoredEvent>();
  readonly #key = ({ streamName, rule, beginMs }: FootageEvent): string => `${pad(beginMs)}#${streamName}#${rule}`;

  async touching(streamName: string, rule: string, fromMs: number, toMs: number): Promise<readonly StoredEvent[]> {
    return [...this.#rows.values()].filter(
      (row) => row.streamName === streamName && row.rule === rule && row.beginMs <= toMs && row.endMs >= fromMs,
    );
  }

  async put(event: FootageEvent, over: StoredEvent | undefined): Promise<void> {
    const key = this.#key(event);
    if (this.#rows.get(key)?.version !== over?.version) throw new ArchiverError('Conflict', 'the event has changed');
    this.#rows.set(key, { ...event, version: (over?.version ?? 0) + 1 });
  }

  async remove(event: StoredEvent): Promise<boolean> {
    const key = this.#key(event);
    return this.#rows.get(key)?.version === event.version && this.#rows.delete(key);
  }

  async find({ streams, label, ...query }: FootageEventQuery): Promise<Page<FootageEvent>> {
    const all = [...this.#rows.values()]
      .filter(({ streamName }) => streams === undefined || streams.includes(streamName))
      .filter(({ labels }) => label === undefined || labels.includes(label))
      .map(({ version: _version, ...event }): FootageEvent => event);
    return page(all, this.#key, query);
  }
}

import type { DetectionStore } from '../ports/detectionStore.ts';
import type { TimelineLayer } from '../ports/timelineLayer.ts';
import type { Detection } from './Detection.ts';

/** What was seen in a stream's images, as its timeline shows it: the newest of a span, in order of time. */
export class DetectionLayer implements TimelineLayer {
  readonly #detections: DetectionStore;

  constructor(detections: DetectionStore) {
    this.#detections = detections;
  }

  async between(streamName: string, fromMs: number, toMs: number, limit: number): Promise<readonly object[]> {
    const { items } = await this.#detections.find({ streams: [streamName], fromMs, toMs, limit });
    return items.map(shown).reverse();
  }
}

function shown({ label, confidence, producerMs, fragmentNumber, imageId }: Detection): object {
  return {
    label,
    confidence,
    producerMs,
    ...(fragmentNumber === undefined ? {} : { fragmentNumber }),
    imageId,
  };
}

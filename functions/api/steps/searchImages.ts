import type { AnalysedImage } from '../../../core/analysis/AnalysedImage.ts';
import type { Detection } from '../../../core/analysis/Detection.ts';
import { eventIdOf, type FootageEvent } from '../../../core/analysis/FootageEvent.ts';
import type { DetectionQuery, DetectionStore, SeenLabel } from '../../../core/ports/detectionStore.ts';
import type { FootageEventQuery, FootageEventStore } from '../../../core/ports/footageEventStore.ts';
import type { ImageStore, NewestFirst, Page } from '../../../core/ports/imageStore.ts';
import type { ObjectLinks } from '../../../core/ports/objectLinks.ts';
import type { ObjectPlace } from '../../../core/ports/objectStore.ts';
import type { Clock } from '../../../core/system.ts';

/** Whoever looks at a list looks at its pictures within the hour. */
const LINK_SECONDS = 3600;

interface LinkPorts {
  readonly links: ObjectLinks;
  readonly clock: Clock;
}

/** The link to a picture, as long as the bucket keeps it. */
async function imageUrl(place: ObjectPlace & { readonly imageExpiresMs?: number }, { links, clock }: LinkPorts) {
  const { bucket, key, imageExpiresMs } = place;
  if (imageExpiresMs !== undefined && imageExpiresMs <= clock.now()) return {};
  return { imageUrl: (await links.linkTo({ bucket, key }, { expiresSeconds: LINK_SECONDS })).url };
}

/** Images of a stream as the API shows them, newest first. */
export async function searchImages(
  streamName: string,
  query: NewestFirst & { readonly labelled?: boolean },
  ports: LinkPorts & { readonly images: ImageStore },
): Promise<Page<object>> {
  const page = await ports.images.ofStream(streamName, query);
  return { ...page, items: await Promise.all(page.items.map((image) => shownImage(image, ports))) };
}

async function shownImage(image: AnalysedImage, ports: LinkPorts): Promise<object> {
  const { imageId, streamName, producerMs, serverMs, fragmentNumber, bytes, contentType, tags, faults, outcome } =
    image;
  const labels = outcome.status === 'labelled' ? outcome.labels : [];
  return {
    imageId,
    streamName,
    producerMs,
    ...(serverMs === undefined ? {} : { serverMs }),
    ...(fragmentNumber === undefined ? {} : { fragmentNumber }),
    bytes,
    contentType,
    tags,
    status: outcome.status,
    labels: labels.map(({ name, confidence, parents, instances }) => ({ label: name, confidence, parents, instances })),
    ...('error' in outcome ? { error: outcome.error } : {}),
    ...(faults.length === 0 ? {} : { faults }),
    ...(await imageUrl(image, ports)),
  };
}

/** Detections as the API shows them, newest first. */
export async function searchDetections(
  query: DetectionQuery,
  ports: LinkPorts & { readonly detections: DetectionStore },
): Promise<Page<object>> {
  const page = await ports.detections.find(query);
  // An image with five labels is five detections and one link.
  const urls = new Map<string, Promise<{ imageUrl?: string }>>();
  const urlOf = (detection: Detection): Promise<{ imageUrl?: string }> => {
    const known = urls.get(detection.imageId) ?? imageUrl(detection, ports);
    urls.set(detection.imageId, known);
    return known;
  };
  const items = page.items.map(async (detection) => {
    const { label, confidence, streamName, producerMs, fragmentNumber, imageId, instances, parents } = detection;
    const fragment = fragmentNumber === undefined ? {} : { fragmentNumber };
    return {
      label,
      confidence,
      streamName,
      producerMs,
      ...fragment,
      ...(await urlOf(detection)),
      imageId,
      parents,
      instances,
    };
  });
  return { ...page, items: await Promise.all(items) };
}

/** Events as the API shows them, newest first. */
export async function searchEvents(
  query: FootageEventQuery,
  ports: LinkPorts & { readonly events: FootageEventStore },
): Promise<Page<object>> {
  const page = await ports.events.find(query);
  return { ...page, items: await Promise.all(page.items.map((event) => shownEvent(event, ports))) };
}

async function shownEvent(event: FootageEvent, ports: LinkPorts): Promise<object> {
  const { streamName, rule, beginMs, endMs, labels, notifiedMs, best } = event;
  const { label, confidence, producerMs, imageId, fragmentNumber } = best;
  return {
    eventId: eventIdOf(event),
    streamName,
    rule,
    beginMs,
    endMs,
    labels,
    best: {
      label,
      confidence,
      producerMs,
      imageId,
      ...(fragmentNumber === undefined ? {} : { fragmentNumber }),
      ...(await imageUrl(best, ports)),
    },
    ...(notifiedMs === undefined ? {} : { notifiedMs }),
  };
}

/** Labels that were seen anywhere. */
export async function listLabels({ detections }: { readonly detections: DetectionStore }): Promise<Page<SeenLabel>> {
  return { items: await detections.labels(), nextToken: undefined };
}

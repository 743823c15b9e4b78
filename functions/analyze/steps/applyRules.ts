import type { AnalysedImage } from '../../../core/analysis/AnalysedImage.ts';
import { confirmedSightings, spacingOf, spanToLookAt } from '../../../core/analysis/confirmedSightings.ts';
import { type BestPicture, eventIdOf, type FootageEvent, isBetter } from '../../../core/analysis/FootageEvent.ts';
import type { LabelRule } from '../../../core/analysis/labelRule.ts';
import { type Sighting, sightingOf } from '../../../core/analysis/sightingOf.ts';
import type { ProducerMs } from '../../../core/fragment.ts';
import type { FootageEventStore } from '../../../core/ports/footageEventStore.ts';
import type { ImageReference, ImageStore } from '../../../core/ports/imageStore.ts';
import type { EnrolmentStore } from '../../../core/ports/streamStore.ts';
import type { Enrolment } from '../../../core/streams/enrolment.ts';
import { joinIntoEvent } from './joinIntoEvent.ts';

export interface ApplyRulesInput {
  readonly image: ImageReference;
}

export interface ApplyRulesPorts {
  readonly enrolments: EnrolmentStore;
  readonly images: ImageStore;
  readonly events: FootageEventStore;
}

/** An event that an image belongs to, as the next step needs it. */
export interface TouchedEvent {
  readonly eventId: string;
  readonly rule: string;
  readonly beginMs: number;
  /** Footage of the sightings that this image confirmed. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly keep: boolean;
  readonly retention?: string;
  readonly notify: boolean;
}

export interface AppliedRules {
  readonly events: readonly TouchedEvent[];
  /** The stream keeps bundles of what is tagged: this image's fragment is. */
  readonly tagged: boolean;
}

interface Seen extends Sighting {
  readonly producerMs: ProducerMs;
  readonly image: AnalysedImage;
}

/**
 * What the rules of an image's stream make of it. A rule that asks for several images in a row looks at those around:
 * the last of them to arrive, whichever it is, makes the event. Again is fine.
 */
export async function applyRules({ image }: ApplyRulesInput, ports: ApplyRulesPorts): Promise<AppliedRules> {
  const enrolment = await ports.enrolments.get(image.streamName);
  if (enrolment === undefined) return { events: [], tagged: false };
  const tagged = enrolment.settings.fragments === 'tagged';
  const { rules = [] } = enrolment.settings;
  const listed = rules.length === 0 ? undefined : await ports.images.get(image);
  if (listed?.outcome.status !== 'labelled') return { events: [], tagged };
  const spacingMs = spacingOf(samplingOf(enrolment));
  const touched: TouchedEvent[] = [];
  for (const rule of rules) {
    const event = await applyRule(rule, listed, spacingMs, ports);
    if (event !== undefined) touched.push(event);
  }
  return { events: touched, tagged };
}

async function applyRule(
  rule: LabelRule,
  image: AnalysedImage,
  spacingMs: number,
  ports: ApplyRulesPorts,
): Promise<TouchedEvent | undefined> {
  const seen = seenIn(rule, image);
  if (seen === undefined) return undefined;
  const { producerMs, streamName } = image;
  const reach = spanToLookAt(rule.images, spacingMs);
  const around =
    reach === 0 ? [image] : await ports.images.labelledAround(streamName, producerMs - reach, producerMs + reach);
  const confirmed = confirmedSightings(
    around.flatMap((each) => seenIn(rule, each) ?? []),
    producerMs,
    rule.images,
    spacingMs,
  );
  const sightings = eventOf(rule, confirmed);
  if (sightings === undefined) return undefined;
  const event = await joinIntoEvent(sightings, rule.mergeSeconds * 1000, ports.events);
  return {
    eventId: eventIdOf(event),
    rule: rule.name,
    beginMs: event.beginMs,
    fromMs: sightings.beginMs,
    toMs: sightings.endMs,
    keep: rule.keep,
    ...(rule.retention === undefined ? {} : { retention: rule.retention }),
    notify: rule.notify,
  };
}

function seenIn(rule: LabelRule, image: AnalysedImage): Seen | undefined {
  if (image.outcome.status !== 'labelled') return undefined;
  const sighting = sightingOf(rule, image.outcome.labels, image.producerMs);
  return sighting === undefined ? undefined : { ...sighting, producerMs: image.producerMs, image };
}

/** Sightings in order of time as one event; nothing where there are none. */
function eventOf(rule: LabelRule, seen: readonly Seen[]): FootageEvent | undefined {
  const [first] = seen;
  const last = seen[seen.length - 1];
  if (first === undefined || last === undefined) return undefined;
  const pictures = seen.map(
    ({ producerMs, label, confidence, image: { imageId, bucket, key, fragmentNumber } }): BestPicture => {
      const fragment = fragmentNumber === undefined ? {} : { fragmentNumber };
      return { producerMs, imageId, bucket, key, label, confidence, ...fragment };
    },
  );
  return {
    streamName: first.image.streamName,
    rule: rule.name,
    beginMs: first.producerMs,
    endMs: last.producerMs,
    best: pictures.reduce((best, each) => (isBetter(each, best) ? each : best)),
    labels: [...new Set(seen.map(({ label }) => label))].sort(),
  };
}

/** How often the stream's images are taken, where its settings say. */
function samplingOf({ settings }: Enrolment): number | undefined {
  const { images } = settings as { readonly images?: { readonly samplingInterval?: number } };
  return images?.samplingInterval;
}

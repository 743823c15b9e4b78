import type { Label } from '../ports/labelDetector.ts';
import { insideZone } from './insideZone.ts';
import type { LabelRule } from './labelRule.ts';
import { withinHours } from './withinHours.ts';

/** What a rule sees in an image: the best of what it asks for. */
export interface Sighting {
  readonly label: string;
  /** 0 to 100. */
  readonly confidence: number;
}

/**
 * What the rule sees among the labels of an image, if anything: a label that it names (or one of a kind of it), as
 * confident as it asks, within its hours, and, where it has a zone, with a box whose middle lies in it. The most
 * confident wins; of equals the first by name.
 */
export function sightingOf(rule: LabelRule, labels: readonly Label[], producerMs: number): Sighting | undefined {
  if (rule.hours !== undefined && !withinHours(rule.hours, producerMs)) return undefined;
  const wanted = new Set(rule.labels.map((name) => name.toLowerCase()));
  let best: Sighting | undefined;
  for (const label of labels) {
    if (![label.name, ...label.parents].some((name) => wanted.has(name.toLowerCase()))) continue;
    const confidence = confidenceIn(rule, label);
    if (confidence === undefined || confidence < rule.minConfidence) continue;
    const better =
      best === undefined || confidence > best.confidence || (confidence === best.confidence && label.name < best.label);
    if (better) best = { label: label.name, confidence };
  }
  return best;
}

/** A label of the picture as a whole has no place: it is in no zone. */
function confidenceIn({ zone }: LabelRule, label: Label): number | undefined {
  if (zone === undefined) return label.confidence;
  const inside = label.instances
    .filter(({ box }) => insideZone(zone, box.left + box.width / 2, box.top + box.height / 2))
    .map(({ confidence }) => confidence);
  return inside.length === 0 ? undefined : Math.max(...inside);
}

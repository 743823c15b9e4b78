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
 * confident as it asks, within its hours, and, where it has a zone, with a box whose middle lies in it. Of a cat that is
 * an animal too, the cat: a label gives way to one of its kind that is seen as well, however much surer it is. The most
 * confident of the others wins; of equals the first by name. The order of the labels does not matter.
 */
export function sightingOf(rule: LabelRule, labels: readonly Label[], producerMs: number): Sighting | undefined {
  if (rule.hours !== undefined && !withinHours(rule.hours, producerMs)) return undefined;
  const wanted = new Set(rule.labels.map((name) => name.toLowerCase()));
  const met: Met[] = [];
  for (const { name, ...label } of labels) {
    const parents = label.parents.map((parent) => parent.toLowerCase());
    if (![name.toLowerCase(), ...parents].some((each) => wanted.has(each))) continue;
    const confidence = confidenceIn(rule, label);
    if (confidence === undefined || confidence < rule.minConfidence) continue;
    met.push({ label: name, confidence, parents });
  }
  const [best] = mostSpecific(met).sort(
    (a, b) => b.confidence - a.confidence || Number(a.label > b.label) - Number(a.label < b.label),
  );
  return best === undefined ? undefined : { label: best.label, confidence: best.confidence };
}

interface Met extends Sighting {
  readonly parents: readonly string[];
}

/** Those that no other is a kind of; all of them where an engine's kinds go round in a circle. */
function mostSpecific(met: readonly Met[]): Met[] {
  const broader = new Set(met.flatMap(({ parents }) => parents));
  const specific = met.filter(({ label }) => !broader.has(label.toLowerCase()));
  return specific.length > 0 ? specific : [...met];
}

/** A label of the picture as a whole has no place: it is in no zone. */
function confidenceIn({ zone }: LabelRule, label: Omit<Label, 'name'>): number | undefined {
  if (zone === undefined) return label.confidence;
  const inside = label.instances
    .filter(({ box }) => insideZone(zone, box.left + box.width / 2, box.top + box.height / 2))
    .map(({ confidence }) => confidence);
  return inside.length === 0 ? undefined : Math.max(...inside);
}

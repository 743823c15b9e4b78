import type { Instance, Label } from '@aws-sdk/client-rekognition';
import type { Found } from './model/Found.ts';
import type { DetectLabelsRequest, LabelFilters } from './readDetectLabels.ts';
import { labelKind, spelt } from './taxonomy.ts';

/**
 * What the model found, as DetectLabels tells it: a label for each kind of thing with an instance for each thing, and
 * for each label that is above it one of its own, without instances, as sure as the surest below. Documented:
 * Rekognition API reference, DetectLabels; that a filter of labels and one of categories add up is assumed.
 */
export function toLabels(found: readonly Found[], request: Omit<DetectLabelsRequest, 'image'>): Label[] {
  const instances = new Map<string, Instance[]>();
  const confidences = new Map<string, number>();
  for (const { label, score, box } of found) {
    const name = spelt(label);
    const confidence = score * 100;
    if (confidence < request.minConfidence) continue;
    const instance: Instance = {
      BoundingBox: { Width: box.width, Height: box.height, Left: box.left, Top: box.top },
      Confidence: confidence,
    };
    instances.set(name, [...(instances.get(name) ?? []), instance]);
    for (const each of [name, ...labelKind(name).parents]) {
      confidences.set(each, Math.max(confidence, confidences.get(each) ?? 0));
    }
  }
  return [...confidences]
    .filter(([name]) => isAskedFor(name, request.filters))
    .sort(([a, first], [b, second]) => second - first || Number(instances.has(b)) - Number(instances.has(a)))
    .slice(0, request.maxLabels)
    .map(([name, confidence]) => {
      const { parents, aliases, category } = labelKind(name);
      return {
        Name: name,
        Confidence: confidence,
        Instances: instances.get(name) ?? [],
        Parents: parents.map((parent) => ({ Name: parent })),
        Aliases: aliases.map((alias) => ({ Name: alias })),
        Categories: [{ Name: category }],
      };
    });
}

function isAskedFor(name: string, { labels, categories, notLabels, notCategories }: LabelFilters): boolean {
  const { category } = labelKind(name);
  if (notLabels.includes(name) || notCategories.includes(category)) return false;
  return (labels.length === 0 && categories.length === 0) || labels.includes(name) || categories.includes(category);
}

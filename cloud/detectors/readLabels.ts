import * as z from 'zod';
import { ArchiverError } from '../../core/errors.ts';
import type { Label } from '../../core/ports/labelDetector.ts';

/**
 * As Rekognition's DetectLabels answers; all but the name and the confidence may be left out. Made when it is asked for,
 * so that bundles of functions that look at no image hold nothing of it.
 */
function answerSchema() {
  const percent = z.number().min(0).max(100);
  const share = z.number().min(-1).max(2);
  const name = z.string().min(1).max(256);
  const named = z
    .array(z.object({ Name: name }))
    .max(100)
    .default([]);
  const instance = z.object({
    Confidence: percent.optional(),
    BoundingBox: z.object({ Left: share, Top: share, Width: share, Height: share }),
  });
  const label = z.object({
    Name: name,
    Confidence: percent,
    Parents: named,
    Categories: named,
    Instances: z.array(instance).max(1000).default([]),
  });
  return z.object({ Labels: z.array(label).max(1000) });
}

let schema: ReturnType<typeof answerSchema> | undefined;

const names = (list: readonly { readonly Name: string }[]): string[] => list.map(({ Name }) => Name);

/**
 * Labels of an answer in the form of DetectLabels.
 *
 * @param from who answered, for the message
 * @throws ArchiverError `Internal` for any other answer, naming the first field that is wrong: it is the engine's fault,
 *   and not the picture's
 */
export function readLabels(text: string, from: string): readonly Label[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ArchiverError('Internal', `${from} does not answer in JSON`, { cause });
  }
  schema ??= answerSchema();
  const { success, data, error } = schema.safeParse(json);
  if (!success) {
    const [issue] = error.issues;
    const field = issue === undefined || issue.path.length === 0 ? 'the answer' : issue.path.join('.');
    throw new ArchiverError('Internal', `${from} does not answer as DetectLabels does: ${field}: ${issue?.message}`);
  }
  return data.Labels.map(({ Name, Confidence, Parents, Categories, Instances }) => ({
    name: Name,
    confidence: Confidence,
    parents: names(Parents),
    categories: names(Categories),
    instances: Instances.map(({ Confidence: confidence = Confidence, BoundingBox: box }) => ({
      confidence,
      box: { left: box.Left, top: box.Top, width: box.Width, height: box.Height },
    })),
  }));
}

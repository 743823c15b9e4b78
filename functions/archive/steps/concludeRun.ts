import * as z from 'zod';
import { parseDocument } from '../../../core/manifests/manifest.ts';
import type { ObjectStore } from '../../../core/ports/objectStore.ts';
import type { Run } from '../../../core/runs/run.ts';
import { readLines } from './readLines.ts';

export interface ConcludeRunInput {
  readonly run: Run;
  /** What the Map's ResultWriter wrote: where its manifest lies. */
  readonly results: { readonly Bucket: string; readonly Key: string };
}

export interface Conclusion {
  readonly failed: number;
  readonly error: string;
  readonly cause: string;
}

/** Causes that are told; the rest are counted. */
const TOLD = 5;

const manifestSchema = z.object({
  ResultFiles: z.object({ FAILED: z.array(z.object({ Key: z.string() })).default([]) }),
});
const failedSchema = z.object({ Error: z.string().optional(), Cause: z.string().optional() });

/**
 * Counts the children that failed: a Map with a tolerance of 100 % succeeds whatever its children do. Their records are
 * JSON Lines, read one by one: 50,000 of them are 100 MB and more.
 */
export async function concludeRun(input: ConcludeRunInput, objects: ObjectStore): Promise<Conclusion> {
  const { Bucket: bucket, Key: key } = input.results;
  const manifest = parseDocument(manifestSchema, (await objects.getBytes({ bucket, key })).bytes, key);
  let failed = 0;
  let error = '';
  const causes: string[] = [];
  for (const { Key: file } of manifest.ResultFiles.FAILED) {
    const { body } = await objects.get({ bucket, key: file });
    for await (const line of readLines(body)) {
      failed++;
      if (causes.length >= TOLD) continue;
      const child = parseDocument(failedSchema, new TextEncoder().encode(line), file);
      error ||= child.Error ?? 'Internal';
      causes.push(`${child.Error ?? 'Internal'}: ${child.Cause ?? 'no cause'}`);
    }
  }
  const rest = failed > causes.length ? ` ... and ${failed - causes.length} more` : '';
  return { failed, error, cause: `${causes.join('; ').slice(0, 30_000)}${rest}` };
}

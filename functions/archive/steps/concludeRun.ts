import * as z from 'zod';
import { parseDocument } from '../../../core/manifests/manifest.ts';
import type { ObjectStore } from '../../../core/ports/objectStore.ts';
import type { Run } from '../../../core/runs/run.ts';

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
const RESULT_BYTES = 64 * 1024 * 1024;

const manifestSchema = z.object({
  ResultFiles: z.object({ FAILED: z.array(z.object({ Key: z.string() })).default([]) }),
});
const failedSchema = z.array(
  z.object({ Error: z.string().optional(), Cause: z.string().optional(), Name: z.string().optional() }),
);

/** Counts the children that failed: a Map with a tolerance of 100 % succeeds whatever its children do. */
export async function concludeRun(input: ConcludeRunInput, objects: ObjectStore): Promise<Conclusion> {
  const { Bucket: bucket, Key: key } = input.results;
  const manifest = parseDocument(manifestSchema, (await objects.getBytes({ bucket, key })).bytes, key);
  let failed = 0;
  let error = '';
  const causes: string[] = [];
  for (const { Key: file } of manifest.ResultFiles.FAILED) {
    const { bytes } = await objects.getBytes({ bucket, key: file }, RESULT_BYTES);
    for (const child of parseDocument(failedSchema, bytes, file)) {
      failed++;
      error ||= child.Error ?? 'Internal';
      if (causes.length < TOLD) causes.push(`${child.Error ?? 'Internal'}: ${child.Cause ?? 'no cause'}`);
    }
  }
  const rest = failed > causes.length ? ` ... and ${failed - causes.length} more` : '';
  return { failed, error, cause: `${causes.join('; ').slice(0, 30_000)}${rest}` };
}

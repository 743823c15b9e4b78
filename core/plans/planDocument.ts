import * as z from 'zod';
import { parseDocument } from '../manifests/manifest.ts';
import type { Plan } from './plan.ts';

const planSchema = z.object({
  version: z.literal(1),
  planId: z.string().regex(/^[0-9a-f]{12}$/),
  streamName: z.string(),
  streamArn: z.string(),
  fragments: z
    .array(
      z.object({
        number: z.string().regex(/^\d{1,128}$/),
        producerMs: z.int(),
        serverMs: z.int(),
        lengthMs: z.int().nonnegative(),
        bytes: z.int().nonnegative(),
      }),
    )
    .min(1),
  clipCanBeExact: z.boolean(),
});

/** The plan as it stands in the work bucket. */
export function writePlanDocument(plan: Plan): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(plan));
}

/** @throws ArchiverError `Corrupt` */
export function readPlanDocument(bytes: Uint8Array, key: string): Plan {
  return parseDocument(planSchema, bytes, key) as unknown as Plan;
}

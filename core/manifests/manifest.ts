import * as z from 'zod';
import { ArchiverError } from '../errors.ts';
import type { Fragment } from '../fragment.ts';
import type { Plan, PlanId } from '../plans/plan.ts';

const count = z.int().nonnegative();
const fragment = z.object({
  number: z.string().regex(/^\d{1,128}$/),
  producerMs: z.int(),
  serverMs: z.int(),
  lengthMs: count,
  bytes: count,
});

/** The manifest beside every clip: what is in it, and that it is whole. */
export const clipManifestSchema = z.object({
  version: z.literal(1),
  planId: z.string().regex(/^[0-9a-f]{12}$/),
  streamName: z.string(),
  streamArn: z.string(),
  clip: z.object({
    key: z.string(),
    bytes: count,
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    startProducerMs: z.int(),
    endProducerMs: z.int(),
    durationMs: count,
    codec: z.string(),
    width: count,
    height: count,
    source: z.enum(['GET_CLIP', 'FRAGMENTS']),
  }),
  fragments: z.array(fragment).min(1),
});

/** The manifest beside every bundle, with each fragment's place in the file. */
export const bundleManifestSchema = z.object({
  version: z.literal(1),
  planId: z.string().regex(/^[0-9a-f]{12}$/),
  streamName: z.string(),
  streamArn: z.string(),
  bundle: z.object({
    key: z.string(),
    bytes: count,
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    startProducerMs: z.int(),
    endProducerMs: z.int(),
    layout: z.enum(['merged', 'verbatim']),
  }),
  fragments: z.array(fragment.extend({ offset: count, length: count })).min(1),
});

export type ClipManifest = z.output<typeof clipManifestSchema>;
export type BundleManifest = z.output<typeof bundleManifestSchema>;

/** Where a fragment lies in a bundle, in bytes: its tags and its cluster. */
export interface FragmentPlace {
  readonly offset: number;
  readonly length: number;
}

/** A plan's fragments as a manifest lists them. */
export function manifestFragments(fragments: readonly Fragment[]): ClipManifest['fragments'] {
  return fragments.map(({ number, producerMs, serverMs, lengthMs, bytes }) => ({
    number,
    producerMs,
    serverMs,
    lengthMs,
    bytes,
  }));
}

/** The head that both manifests share. */
export function manifestHead(plan: Plan): { version: 1; planId: PlanId; streamName: string; streamArn: string } {
  return { version: 1, planId: plan.planId, streamName: plan.streamName, streamArn: plan.streamArn };
}

/**
 * Reads a stored manifest or plan.
 *
 * @param key names it in the error
 * @throws ArchiverError `Corrupt`
 */
export function parseDocument<Schema extends z.ZodType>(
  schema: Schema,
  bytes: Uint8Array,
  key: string,
): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (cause) {
    throw new ArchiverError('Corrupt', `${key} is not the document that it should be`, { cause });
  }
}

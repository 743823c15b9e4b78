import * as z from 'zod';
import { parseDocument } from '../../manifests/manifest.ts';

const whole = z.int().nonnegative();

const source = z.discriminatedUnion('kind', [
  /** An archived clip. */
  z.object({
    kind: z.literal('clip'),
    streamName: z.string(),
    streamArn: z.string(),
    endMs: z.int(),
    planId: z.string(),
  }),
  /** A file that was uploaded. */
  z.object({ kind: z.literal('file'), bucket: z.string(), key: z.string(), bytes: whole, etag: z.string() }),
]);

const segment = z.object({
  /** Number of its source. */
  source: whole,
  /** What of the source's cuts it holds: `from` inclusive, `to` exclusive. */
  from: whole,
  to: whole,
  startMs: z.number(),
  endMs: z.number(),
  /** Number of the init segment that it is played with. */
  init: whole,
  isDiscontinuous: z.boolean(),
});

const warning = z.object({ code: z.string(), message: z.string() });

const planSchema = z.object({
  version: z.literal(1),
  packageId: z.string(),
  segmentMs: z.int().positive(),
  /** Whether times are a footage clock's. */
  isTimed: z.boolean(),
  /** What is 0 on the presentation's timeline. */
  anchorMs: z.number(),
  sources: z.array(source).min(1),
  /** Init segments: each the one of a source. */
  inits: z.array(z.object({ source: whole })).min(1),
  segments: z.array(segment).min(1),
  warnings: z.array(warning),
});

export type CopySource = z.output<typeof source>;
export type CopySegment = z.output<typeof segment>;
export type CopyWarning = z.output<typeof warning>;

/**
 * What a package that is copied is made of: written down once and never changed, so that whoever goes on with it makes the
 * same segments, whatever was archived, or taken away, since.
 */
export type CopyPlan = z.output<typeof planSchema>;

/** More than a week in six seconds each. */
export const MOST_COPIED_SEGMENTS = 100_000;

/** `packages/{packageId}/copy.json` in the work bucket. */
export const copyPlanKey = (packageId: string): string => `packages/${packageId}/copy.json`;

export const writeCopyPlan = (plan: CopyPlan): Uint8Array => Buffer.from(JSON.stringify(plan), 'utf8');

/** @throws ArchiverError `Corrupt` */
export const readCopyPlan = (bytes: Uint8Array, key: string): CopyPlan => parseDocument(planSchema, bytes, key);

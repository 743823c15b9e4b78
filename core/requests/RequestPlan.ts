import * as z from 'zod';
import { fragmentNumber, producerMs, serverMs } from '../fragment.ts';
import { parseDocument } from '../manifests/manifest.ts';

const count = z.int().nonnegative();
const number = z
  .string()
  .regex(/^\d{1,128}$/)
  .transform(fragmentNumber);
const fragment = z.object({
  number,
  producerMs: count.transform(producerMs),
  serverMs: count.transform(serverMs),
  lengthMs: count,
  bytes: count,
});

/**
 * Where the footage of a request comes from, piece by piece, in the order in which it plays: from KVS, fetched into an
 * object of its own; or out of a bundle of the archive, where it lies.
 */
const requestPlan = z.object({
  version: z.literal(1),
  kind: z.enum(['clip', 'fragments']),
  streamName: z.string(),
  streamArn: z.string().optional(),
  parts: z.array(
    z.discriminatedUnion('source', [
      z.object({ source: z.literal('kvs'), fragments: z.array(fragment).min(1) }),
      z.object({
        source: z.literal('archive'),
        bucket: z.string(),
        key: z.string(),
        numbers: z.array(number).min(1),
      }),
    ]),
  ),
});

export type RequestPlan = z.output<typeof requestPlan>;
export type RequestPart = RequestPlan['parts'][number];

/** Everything of a request that is on its way lies below; it empties itself. */
const folder = (requestId: string): string => `requests/${requestId}/`;
export const requestPlanKey = (requestId: string): string => `${folder(requestId)}plan.json`;
export const requestPartKey = (requestId: string, part: number): string =>
  `${folder(requestId)}${String(part).padStart(5, '0')}.mkv`;

/** Where the finished file lies: a place of its own, which no ledger knows. */
export const onDemandKey = (streamName: string, requestId: string, kind: RequestPlan['kind']): string =>
  `on-demand/${streamName}/${requestId}.${kind === 'clip' ? 'mp4' : 'mkv'}`;

/** @throws ArchiverError `Corrupt` */
export const readRequestPlan = (bytes: Uint8Array, key: string): RequestPlan => parseDocument(requestPlan, bytes, key);
export const writeRequestPlan = (plan: RequestPlan): Uint8Array => new TextEncoder().encode(JSON.stringify(plan));

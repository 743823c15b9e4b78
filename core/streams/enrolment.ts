import * as z from 'zod';
import { labelRules } from '../analysis/labelRule.ts';
import { ArchiverError } from '../errors.ts';
import { parseTime } from '../time/parseTime.ts';
import { imageSettings, notificationSettings } from './deliverySettings.ts';

/** KVS's alphabet for stream names (API reference, CreateStream). */
export const STREAM_NAME = /^[a-zA-Z0-9_.-]{1,256}$/;

const moment = (field: string) =>
  z.union([z.string(), z.number()]).transform((value, context) => {
    try {
      return parseTime(value, field);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  });

/** Settings of one stream. What an owner leaves out takes the stack's default. Unknown keys are refused. */
export const enrolmentSettings = z.strictObject({
  /** Where archiving begins: everything still in retention, only what comes, or a moment of server time. */
  since: z.union([z.literal('retention'), z.literal('now'), moment('since')]).default('retention'),
  /** Seconds between two live passes over the stream. */
  intervalSeconds: z.int().min(10).max(86_400).optional(),
  /** How often a plan is tried before it becomes a gap. */
  tries: z.int().min(1).max(20).default(5),
  /** The stream's own bucket, instead of the stack's archive bucket. */
  bucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'bucket: not a bucket name')
    .optional(),
  /** Set in front of `clips/` and `bundles/`. */
  prefix: z
    .string()
    .max(512)
    .regex(/^([A-Za-z0-9!_.*'()-]+\/)+$/, "prefix: path segments of A-Z a-z 0-9 ! _ . * ' ( ) -, ending in a slash")
    .refine((prefix) => !prefix.split('/').some((segment) => segment === '.' || segment === '..'), 'prefix: no . or ..')
    .optional(),
  /** Which fragments are kept as Matroska bundles beside the clips. */
  fragments: z.enum(['all', 'tagged', 'none']).default('all'),
  /** Where clips are read from: GetClip, or the fragments by number (one read then makes both files). */
  source: z.enum(['clip', 'fragments']).default('clip'),
  /** The retention class of what is archived from now on, one of the stack's. */
  retention: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'retention: not the name of a class')
    .default('standard'),
  /** Whether silence is worth an alarm. */
  expects: z.enum(['continuous', 'events']).default('continuous'),
  /** Seconds without a fragment until the stream is said to be silent; 0: never. By `expects` where it is left out. */
  silenceSeconds: z
    .union([z.literal(0), z.int().min(60).max(2_592_000)], 'silenceSeconds: 0, or 60 to 2592000')
    .optional(),
  /** What makes an event of what is seen in the stream's images. */
  rules: labelRules.optional(),
  /** Images of tagged fragments, set up in KVS; none where it is left out. */
  images: imageSettings.optional(),
  /** Announcements of tagged fragments, set up in KVS; none where it is left out. */
  notifications: notificationSettings.optional(),
  /** A paused stream keeps its place. */
  enabled: z.boolean().default(true),
});

export type EnrolmentSettings = z.output<typeof enrolmentSettings>;

/** What the owner asked for, by stream name. */
export interface Enrolment {
  readonly streamName: string;
  /** The stream that bore the name when last seen. */
  readonly streamArn: string;
  readonly settings: EnrolmentSettings;
  readonly createdMs: number;
  readonly updatedMs: number;
}

/** @throws ArchiverError `InvalidInput`, naming the setting */
export function parseEnrolmentSettings(input: unknown): EnrolmentSettings {
  return parseWith(enrolmentSettings, input);
}

/** @throws ArchiverError `InvalidInput` */
export function parseStreamName(value: unknown, field = 'stream'): string {
  if (typeof value === 'string' && STREAM_NAME.test(value)) return value;
  throw new ArchiverError(
    'InvalidInput',
    `${field}: ${JSON.stringify(value)} is no KVS stream name; 1 to 256 of a-z A-Z 0-9 _ . -`,
    { details: { field } },
  );
}

/**
 * Reads `input` by a schema.
 *
 * @throws ArchiverError `InvalidInput`, naming the first field that is wrong
 */
export function parseWith<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path.join('.') ?? '';
  const message = issue?.message ?? 'not as expected';
  const named = path === '' || message.startsWith(`${path}:`) ? message : `${path}: ${message}`;
  throw new ArchiverError('InvalidInput', named, { details: { field: path } });
}

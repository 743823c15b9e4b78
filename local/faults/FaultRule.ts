import * as z from 'zod';
import { KVS_OPERATIONS, S3_OPERATIONS, S3_WRITES } from './operationNames.ts';

/** Services by the names of their SDK clients. */
export const FAULT_SERVICES = [
  'kinesis-video',
  'kinesis-video-archived-media',
  'kinesis-video-media',
  's3',
  'dynamodb',
  'sfn',
  'sns',
  'eventbridge',
  'lambda',
  'rekognition',
  'mediaconvert',
  'secrets-manager',
] as const;
export type FaultService = (typeof FAULT_SERVICES)[number];

const atLeast = (least: number) => z.number().int().min(least);
/** Which of the times that a rule could strike it does; with both given, both must hold. */
const CHANCE = {
  probability: z.number().min(0).max(1).optional(),
  nth: z.array(atLeast(1)).nonempty().optional(),
};
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What is done to the fragments of a page of ListFragments. */
export const LISTING_KINDS = ['late', 'shuffle', 'repeat'] as const;

/** Breaks calls to a service. */
export const serviceRuleSchema = z
  .strictObject({
    service: z.enum(FAULT_SERVICES),
    /** As the API reference writes it, `GetClip`; every operation where there is none. */
    operation: z
      .string()
      .regex(/^[A-Z][A-Za-z0-9]*$/, 'must be the name of an operation, such as GetClip')
      .optional(),
    kind: z.enum([
      ...['throttle', 'error', 'reset', 'slow', 'truncate', 'corrupt', ...LISTING_KINDS, 'expire', 'disk-full'],
    ] as const),
    ...CHANCE,
    /** The byte of the answer's body at which it happens. */
    atByte: atLeast(0).optional(),
    /** How long a slow answer is held up; how old a fragment is that is listed, or that is still kept. */
    ms: atLeast(0).max(DAY_MS).optional(),
    /** `after`: the service does its work first, and only its answer is lost. */
    when: z.enum(['before', 'after']).optional(),
    /** Of an error. */
    status: z.literal([500, 503]).optional(),
    /** Of a body that is cut off: it ends as if it were whole, or short of the length that was declared. */
    length: z.enum(['matching', 'declared']).optional(),
    /** How many bytes are corrupted; to the end where it is absent. */
    bytes: atLeast(1).optional(),
  })
  .superRefine((rule, context) => {
    const refuse = (field: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [field], message });
    const only = (field: keyof typeof rule, kinds: readonly string[]): void => {
      if (rule[field] !== undefined && !kinds.includes(rule.kind))
        refuse(field, `goes with ${kinds.join(', ')}, not with ${rule.kind}`);
    };
    only('atByte', ['reset', 'slow', 'truncate', 'corrupt']);
    only('ms', ['slow', 'late', 'expire']);
    only('when', ['throttle', 'error', 'reset']);
    only('status', ['error']);
    only('length', ['truncate']);
    only('bytes', ['corrupt']);
    if (rule.kind === 'slow' && rule.ms === undefined)
      refuse('ms', 'says how long a slow answer takes: it is required');
    if (rule.kind === 'slow' && (rule.ms ?? 0) > HOUR_MS) refuse('ms', `is at most ${HOUR_MS} for a slow answer`);
    if (rule.kind === 'late' && rule.ms === undefined)
      refuse('ms', 'says how long after their server time fragments are listed: it is required');
    if (rule.kind === 'expire' && rule.ms === undefined)
      refuse('ms', 'says how old is what retention still holds: it is required');
    if (isOfListing(rule.kind) && rule.operation !== 'ListFragments')
      refuse('operation', `must be ListFragments for ${rule.kind}`);
    if (rule.kind === 'expire' && !rule.service.startsWith('kinesis-video'))
      refuse('service', 'must be one of Kinesis Video Streams for expire');
    if (rule.kind === 'disk-full' && rule.service !== 's3') refuse('service', 'must be s3 for disk-full');
    if (rule.kind === 'disk-full' && rule.operation !== undefined && !S3_WRITES.has(rule.operation))
      refuse('operation', `needs no space on a disk: disk-full strikes ${[...S3_WRITES].join(', ')}`);
    if (rule.when === 'before' && rule.atByte !== undefined)
      refuse('atByte', 'lies in the answer: it does not go with when "before"');
    const known = rule.service === 's3' ? S3_OPERATIONS : KVS_OPERATIONS.get(rule.service);
    if (rule.operation !== undefined && known !== undefined && !known.has(rule.operation))
      refuse('operation', `${rule.service} has no operation ${rule.operation}`);
  });

export const isOfListing = (kind: string): kind is (typeof LISTING_KINDS)[number] =>
  (LISTING_KINDS as readonly string[]).includes(kind);

/**
 * Ends invocations of a function: at their start, or before or after their k-th call to any service; or has them run
 * with a clock that is wrong.
 */
export const functionRuleSchema = z
  .strictObject({
    function: z.string().min(1),
    kind: z.enum(['timeout', 'kill', 'clock']),
    /** By how much the clock is fast; negative where it is slow. */
    ms: atLeast(-DAY_MS).max(DAY_MS).optional(),
    beforeCall: atLeast(1).optional(),
    afterCall: atLeast(1).optional(),
    ...CHANCE,
  })
  .refine((rule) => rule.beforeCall === undefined || rule.afterCall === undefined, {
    path: ['afterCall'],
    message: 'goes without beforeCall: write two rules',
  })
  .refine((rule) => rule.kind !== 'clock' || rule.ms !== undefined, {
    path: ['ms'],
    message: 'says how wrong the clock is: it is required',
  })
  .refine((rule) => rule.kind === 'clock' || rule.ms === undefined, {
    path: ['ms'],
    message: 'goes with clock alone',
  })
  .refine((rule) => rule.kind !== 'clock' || (rule.beforeCall === undefined && rule.afterCall === undefined), {
    path: ['kind'],
    message: 'clock is wrong for the whole of an invocation: it goes without beforeCall and afterCall',
  });

/** Disturbs events on their way from a service, or PutEvents, to the rules. */
export const eventRuleSchema = z
  .strictObject({
    /** The event's detail-type, such as `Object Created`. */
    event: z.string().min(1),
    kind: z.enum(['twice', 'late']),
    ...CHANCE,
    /** How long the event, or its repetition, is held back: others overtake it. */
    ms: atLeast(0).max(HOUR_MS).optional(),
  })
  .refine((rule) => rule.kind !== 'late' || rule.ms !== undefined, {
    path: ['ms'],
    message: 'says how late the event is: it is required',
  });

export type ServiceRule = z.infer<typeof serviceRuleSchema>;
export type FunctionRule = z.infer<typeof functionRuleSchema>;
export type EventRule = z.infer<typeof eventRuleSchema>;
export type FaultRule = ServiceRule | FunctionRule | EventRule;

export const isServiceRule = (rule: FaultRule): rule is ServiceRule => 'service' in rule;
export const isFunctionRule = (rule: FaultRule): rule is FunctionRule => 'function' in rule;
export const isEventRule = (rule: FaultRule): rule is EventRule => 'event' in rule;

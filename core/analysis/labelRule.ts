import * as z from 'zod';

const CLOCK = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false; // RangeError: the only thing that the constructor throws for a text.
  }
};

/** Hours of the day; where `from` is later than `to` they go over midnight. */
const hours = z
  .strictObject({
    from: z.string().regex(CLOCK, 'is not HH:MM'),
    to: z.string().regex(CLOCK, 'is not HH:MM'),
    timeZone: z.string().max(64).refine(isTimeZone, 'is no time zone, such as Europe/Berlin').default('UTC'),
  })
  .refine(({ from, to }) => from !== to, { path: ['to'], message: 'is the same as from' });

const fraction = z.number().min(0).max(1);

/** What makes an event of what is seen in a stream's images. Unknown keys are refused. */
export const labelRule = z.strictObject({
  /** Unique among the stream's rules: an event bears it. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'is not a-z, 0-9 and -, at most 63'),
  /** Any of these, or of what they are a kind of (`Vehicle` for a car), whatever the case. */
  labels: z.array(z.string().trim().min(1).max(128)).min(1).max(50),
  /** 0 to 100; what the stack does not even label is not seen by a rule either. */
  minConfidence: z.number().min(0).max(100).default(0),
  hours: hours.optional(),
  /** So many images in a row, each no further from the next than one and a half times the stream's interval. */
  images: z.int().min(1).max(10).default(1),
  /** Sightings that are no further apart are one event. */
  mergeSeconds: z.int().min(1).max(3600).default(60),
  /** The retention class that the event's clips and bundles get where it keeps longer than theirs. */
  retention: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'is not the name of a class')
    .optional(),
  /** Whether the event's fragments are kept as bundles, whatever the stream's `fragments` says. */
  keep: z.boolean().default(true),
  /** Whether an event is published. */
  notify: z.boolean().default(true),
  /** Where in the picture: corners as fractions of its width and height. The middle of a label's box counts. */
  zone: z
    .array(z.tuple([fraction, fraction]))
    .min(3)
    .max(32)
    .optional(),
});

export type LabelRule = z.output<typeof labelRule>;

/** The rules of a stream. */
export const labelRules = z
  .array(labelRule)
  .max(20)
  .superRefine((rules, context) => {
    const seen = new Set<string>();
    for (const [index, { name }] of rules.entries()) {
      if (seen.has(name))
        context.addIssue({ code: 'custom', path: [index, 'name'], message: `${name} is there twice` });
      seen.add(name);
    }
  });

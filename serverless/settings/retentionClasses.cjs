/**
 * The setting `retentionClasses`: how long, and where in S3, what is archived stays, by class. The functions read the
 * same from their environment (core/retention/retentionClasses.ts); a test holds the two to the same verdicts.
 */
const z = require('zod');

const retentionClass = z
  .strictObject(
    {
      expireDays: z.int().min(1).max(36_500).optional(),
      storageClass: z.enum(['STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'GLACIER_IR']).optional(),
      transitionDays: z.int().min(0).max(36_500).optional(),
    },
    {
      error: (issue) =>
        issue.code === 'invalid_type' ? 'is no class: {expireDays, storageClass, transitionDays}' : undefined,
    },
  )
  .superRefine(({ expireDays, storageClass, transitionDays }, context) => {
    const fault = (message) => context.addIssue({ code: 'custom', message });
    if ((storageClass === undefined) !== (transitionDays === undefined)) {
      return fault('storageClass and transitionDays go together');
    }
    // Documented: S3 user guide, "Lifecycle transition general considerations".
    if (storageClass?.endsWith('_IA') && transitionDays < 30) {
      fault(`S3 moves objects to ${storageClass} after 30 days at the earliest (transitionDays)`);
    }
    if (expireDays !== undefined && transitionDays !== undefined && transitionDays >= expireDays) {
      fault('transitionDays is not before expireDays');
    }
  });

/** Text is JSON; none is no class. */
const table = z.unknown().transform((value, context) => {
  if (typeof value !== 'string') return value;
  try {
    return value === '' ? {} : JSON.parse(value);
  } catch (error) {
    context.addIssue({ code: 'custom', message: `is no JSON (${error.message})` });
    return z.NEVER;
  }
});

const names = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'is no name of a class: a-z, 0-9 and -, at most 63');
// Their JSON goes into each function's environment, which holds 4 KB.
const classes = z
  .record(names, retentionClass, { error: 'is not a table of classes' })
  .refine((value) => JSON.stringify(value).length <= 2048, 'is more than 2 KB as JSON');

const retentionClasses = table.pipe(classes).transform((given) => ({ standard: {}, ...given }));

const rule = (name, { expireDays, storageClass, transitionDays }) => ({
  Id: `retention-${name}`,
  Status: 'Enabled',
  TagFilters: [{ Key: 'retention', Value: name }],
  ...(storageClass === undefined
    ? {}
    : { Transitions: [{ StorageClass: storageClass, TransitionInDays: transitionDays }] }),
  // The bucket is versioned: what expires is a version that is no longer current, and goes a day later.
  ...(expireDays === undefined
    ? {}
    : { ExpirationInDays: expireDays, NoncurrentVersionExpiration: { NoncurrentDays: 1 } }),
});

/** The lifecycle rules of the archive bucket, by the tag that archived objects bear. */
const lifecycleRules = (all) =>
  Object.entries(all)
    .filter(([, { expireDays, storageClass }]) => expireDays !== undefined || storageClass !== undefined)
    .map(([name, retention]) => rule(name, retention));

module.exports = { retentionClasses, lifecycleRules };

import * as z from 'zod';
import { ArchiverError } from '../errors.ts';

/** The tag of archived objects that the bucket's lifecycle rules go by. */
export const RETENTION_TAG = 'retention';
/** The class of streams that name none. It is always there; unless the stack says otherwise, it keeps for ever. */
export const STANDARD_CLASS = 'standard';

const DAY_MS = 86_400_000;
/** Lifecycle takes any whole number of days; a century is a slip of the finger. */
const days = z.int().min(1).max(36_500);

/** How long a class keeps what is archived, and where. */
const retentionClass = z.strictObject({
  /** Objects are deleted so many days after they were stored; absent: never. */
  expireDays: days.optional(),
  /** A cheaper storage class, and after how many days. */
  storageClass: z.enum(['STANDARD_IA', 'ONEZONE_IA', 'INTELLIGENT_TIERING', 'GLACIER_IR']).optional(),
  transitionDays: z.int().min(0).max(36_500).optional(),
});

export type RetentionClass = z.output<typeof retentionClass>;
/** Retention classes by name. */
export type RetentionClasses = ReadonlyMap<string, RetentionClass>;

/** A tag's value may hold more; this is what a person types and an IAM condition can name. */
const CLASS_NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

/**
 * Reads the stack's retention classes: JSON such as
 * `{"standard":{},"events":{"expireDays":30,"storageClass":"GLACIER_IR","transitionDays":1}}`.
 *
 * @throws ArchiverError `InvalidInput`, naming the class and the field
 */
export function parseRetentionClasses(json: string): RetentionClasses {
  let input: unknown;
  try {
    input = JSON.parse(json === '' ? '{}' : json);
  } catch (cause) {
    throw invalid('is no JSON', cause);
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) throw invalid('is no object of classes');
  const classes = new Map<string, RetentionClass>([[STANDARD_CLASS, {}]]);
  for (const [name, value] of Object.entries(input)) {
    if (!CLASS_NAME.test(name)) throw invalid(`${JSON.stringify(name)} is no name: a-z, 0-9 and -, at most 63`);
    classes.set(name, parseClass(name, value));
  }
  return classes;
}

function parseClass(name: string, value: unknown): RetentionClass {
  const result = retentionClass.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw invalid(`${[name, ...(issue?.path ?? [])].join('.')}: ${issue?.message ?? 'not as expected'}`);
  }
  const { expireDays, storageClass, transitionDays } = result.data;
  if ((storageClass === undefined) !== (transitionDays === undefined)) {
    throw invalid(`${name}: storageClass and transitionDays go together`);
  }
  // Documented: S3 user guide, "Lifecycle transition general considerations": 30 days before an infrequent access tier.
  if (storageClass?.endsWith('_IA') === true && (transitionDays ?? 0) < 30) {
    throw invalid(`${name}.transitionDays: S3 moves objects to ${storageClass} after 30 days at the earliest`);
  }
  if (expireDays !== undefined && transitionDays !== undefined && transitionDays >= expireDays) {
    throw invalid(`${name}.transitionDays: is not before expireDays`);
  }
  return result.data;
}

/**
 * The class of that name.
 *
 * @throws ArchiverError `InvalidInput`, naming those there are
 */
export function requireRetentionClass(classes: RetentionClasses, name: string, field = 'retention'): RetentionClass {
  const found = classes.get(name);
  if (found !== undefined) return found;
  const known = [...classes.keys()].sort().join(', ');
  throw new ArchiverError('InvalidInput', `${field}: there is no class ${JSON.stringify(name)}; known are ${known}`, {
    details: { field },
  });
}

/**
 * From when on S3 may have deleted an object of the class. Documented: S3 user guide, "Setting lifecycle configuration
 * on a bucket": the days are added to the time of creation, and the result is rounded up to the next midnight UTC.
 *
 * @param name a class that the stack no longer has keeps for ever: no rule names its tag
 * @param storedMs UTC epoch milliseconds, not after the object's creation
 * @returns nothing where the class keeps for ever
 */
export function retireAt(classes: RetentionClasses, name: string, storedMs: number): number | undefined {
  const expireDays = classes.get(name)?.expireDays;
  return expireDays === undefined ? undefined : Math.ceil((storedMs + expireDays * DAY_MS) / DAY_MS) * DAY_MS;
}

function invalid(what: string, cause?: unknown): ArchiverError {
  return new ArchiverError('InvalidInput', `retentionClasses: ${what}`, {
    cause,
    details: { field: 'retentionClasses' },
  });
}

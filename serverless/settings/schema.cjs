/**
 * What each setting of `params` may be. Values come from serverless.yml with their YAML types, or as text from
 * `--param name=value`; both read the same. An empty text means "none".
 */
const z = require('zod');
const { retentionClasses } = require('./retentionClasses.cjs');

const whole = (min, max) =>
  z
    .union(
      [
        z.number(),
        z
          .string()
          .regex(/^\d{1,9}$/)
          .transform(Number),
      ],
      { error: 'is not a whole number' },
    )
    .pipe(z.int('is not a whole number').min(min, `is less than ${min}`).max(max, `is more than ${max}`));
/** A number beyond those of `whole`. */
const count = (min, max) =>
  z
    .union(
      [
        z.number(),
        z
          .string()
          .regex(/^\d{1,15}$/)
          .transform(Number),
      ],
      { error: 'is not a whole number' },
    )
    .pipe(z.int('is not a whole number').min(min, `is less than ${min}`).max(max, `is more than ${max}`));
const truth = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')], {
  error: 'is neither true nor false',
});
const oneOf = (...values) => z.enum(values, { error: `is none of ${values.join(', ')}` });
/** Text of a form, or none. */
const text = (form, what) =>
  z.string({ error: `is not ${what}` }).refine((value) => value === '' || form.test(value), `is not ${what}`);
/** A list of texts of a form: YAML's, or with commas between. */
const list = (form, what) =>
  z
    .union([z.array(z.string()), z.string().transform((value) => value.split(',').map((item) => item.trim()))], {
      error: `is not a list of ${what}`,
    })
    .transform((items) => items.filter((item) => item !== ''))
    .superRefine((items, context) => {
      for (const item of items) {
        if (!form.test(item)) context.addIssue({ code: 'custom', message: `"${item}" is not ${what}` });
      }
      if (new Set(items).size < items.length) context.addIssue({ code: 'custom', message: 'names one twice' });
    });

const BUCKET = /^(?!xn--|sthree-|amzn-s3-demo-)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]$/;
const KEY_ARN = /^arn:aws(-[a-z]+)*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/;
const QUEUE_ARN = /^arn:aws(-[a-z]+)*:mediaconvert:[a-z0-9-]+:\d{12}:queues\/[A-Za-z0-9_.-]{1,64}$/;
const CERTIFICATE_ARN = /^arn:aws(-[a-z]+)*:acm:[a-z0-9-]+:\d{12}:certificate\/[A-Za-z0-9-]+$/;
const DOMAIN = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
const ISSUER = /^https:\/\/[^\s/?#]+(\/[^\s?#]*)?$/;
const ORIGIN = /^(https:\/\/[a-z0-9.-]+(:\d{1,5})?|http:\/\/localhost(:\d{1,5})?)$/;
const EMAIL = /^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/;
/** Documented: EventBridge Scheduler user guide, "Schedule types"; a schedule's grain is one minute. */
const RATE = /^(rate\((1 (minute|hour|day)|([2-9]|[1-9]\d+) (minutes|hours|days))\)|cron\(\S+( \S+){5}\))$/;
/** Documented: the tag restrictions of Kinesis Video Streams. */
const TAG = /^[\p{L}\p{Z}\p{N}_.:/+\-@]{1,128}(=[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256})?$/u;

/** Documented: CloudWatch Logs API reference, PutRetentionPolicy. */
const LOG_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

const DAY = 86_400;

const schedule = z
  .string({ error: 'is not text' })
  .regex(RATE, 'is not rate(n minutes|hours|days), "minute" where n is 1, nor cron(six fields)');

const settings = z.strictObject({
  scheduleRate: schedule,
  observeRate: schedule,
  backfillRate: schedule,
  settleSeconds: whole(1, 3600),
  relistSeconds: whole(60, DAY),
  windowSeconds: whole(60, DAY),
  // A run by hand may last half a day; an object of a run under way must not be swept.
  sweepAgeHours: whole(24, 8760),
  intervalSeconds: whole(10, DAY),
  // Kinesis Video Streams gives 500 media points a second for a stream, and a clip takes up to 200.
  clipConcurrency: whole(1, 10),
  // Step Functions' limit of children at once.
  streamConcurrency: whole(1, 10_000),
  expectedStreams: whole(1, 100_000),
  retentionClasses,
  objectLockMode: oneOf('none', 'GOVERNANCE', 'COMPLIANCE'),
  objectLockDays: whole(0, 36_500),
  archiveBucket: text(BUCKET, 'the name of a bucket'),
  streamBuckets: list(BUCKET, 'the name of a bucket'),
  kmsKeyArn: text(KEY_ARN, "a key's ARN (arn:aws:kms:REGION:ACCOUNT:key/ID; an alias will not do)"),
  enrolByTag: text(TAG, 'a tag, KEY or KEY=VALUE'),
  enrolByPrefix: text(/^[a-zA-Z0-9_.-]{1,256}$/, 'the beginning of a stream name'),
  jwtIssuer: text(ISSUER, 'an https:// address without query'),
  jwtAudience: list(/^[^\s,]+$/, 'audiences'),
  jwtClientId: text(/^[\x21-\x7e]{1,256}$/, "a client's id"),
  devicesMayCreateStreams: truth,
  corsOrigins: list(ORIGIN, 'an origin (https://HOST, or http://localhost:PORT)'),
  customDomain: text(DOMAIN, 'a domain name'),
  certificateArn: text(CERTIFICATE_ARN, "a certificate's ARN"),
  frontDomain: text(DOMAIN, 'a domain name'),
  // Documented: CloudFront takes certificates of us-east-1 only.
  frontCertificateArn: text(
    /^arn:aws(-[a-z]+)*:acm:us-east-1:\d{12}:certificate\/[A-Za-z0-9-]+$/,
    'the ARN of a certificate in us-east-1',
  ),
  alarmEmail: text(EMAIL, 'an e-mail address'),
  // Lifecycle takes any whole number of days.
  imageDays: whole(1, 36_500),
  detectionDays: whole(1, 36_500),
  // The same in core/analysis/labelEngine.ts, where the functions read it.
  labelEngine: z
    .string({ error: 'is not text' })
    .regex(
      /^(rekognition|sagemaker:[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}|(https:\/\/[^\s/?#@]+|http:\/\/(localhost|127\.0\.0\.1)(:\d{1,5})?)(\/[^\s#]*)?)$/,
      'is neither rekognition, sagemaker:ENDPOINT nor an https:// address',
    ),
  minConfidence: whole(0, 100),
  labelCategories: list(/^[A-Za-z][A-Za-z &,/-]{0,127}$/, "a category of Rekognition's labels"),
  auditDays: whole(1, 3653),
  onDemandDays: whole(1, 365),
  exportDays: whole(1, 365),
  // 0: for ever.
  packageDays: whole(0, 36_500),
  // Documented: MediaConvert takes more, but a player waits for a whole one.
  packageSegmentSeconds: whole(1, 30),
  packageMethod: oneOf('auto', 'copy', 'transcode'),
  packageCopyPictures: truth,
  // An upload may have 10,000 parts; S3's largest object is the limit of all.
  packageMaxBytes: count(1, 5 * 1024 ** 4),
  packageQueueArn: text(QUEUE_ARN, "a queue's ARN (arn:aws:mediaconvert:REGION:ACCOUNT:queues/NAME)"),
  deliveryKeyGeneration: whole(1, 999),
  packageLinkHours: whole(1, 24 * 365),
  logRetentionDays: whole(1, 3653).refine(
    (days) => LOG_DAYS.includes(days),
    `is not what CloudWatch Logs takes: ${LOG_DAYS.join(', ')}`,
  ),
  machineLogLevel: oneOf('OFF', 'FATAL', 'ERROR', 'ALL'),
});

module.exports = { settings };

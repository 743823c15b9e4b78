import { type CostLine, EXPRESS_GB, line, PLATFORM_LOG_BYTES } from './cameraMonth.ts';

/** What images are like, on average. */
export interface ImageTraffic {
  /** Labels that are found in one. */
  readonly labels: number;
  /** 0 to 1: the part of them that a rule makes an event of. */
  readonly eventShare: number;
  /** Bytes of one, and how long the bucket keeps it (setting `imageDays`). */
  readonly bytes: number;
  readonly days: number;
}

/** 640 pixels wide, kept as by default; every tenth image shows what a rule asks for. */
export const USUAL_IMAGES: ImageTraffic = { labels: 4, eventShare: 0.1, bytes: 60_000, days: 30 };

const IMAGES = 1000;
/** The functions of the analyze machine have the provider's memory (serverless.yml). */
const FUNCTION_GB = 256 / 1024;
/** Assumed: steps that only ask tables, Rekognition's answer, and what the machine itself takes between its steps. */
const TABLE_STEP_MS = 60;
const LOOK_MS = 800;
const KEEP_MS = 200;
const MACHINE_MS = 60;
/** A line of each function's own (functions/step.ts). */
const LOG_BYTES = 400;
/** A detection stands in the table and in its three indexes (serverless/tables.yml), each time below 1 KB. */
const UNITS_A_DETECTION = 4;
/** An image's row without labels, and each label in it, in KB, as on the embedded stack: DynamoDB writes whole ones. */
const ROW_KB = 0.6;
const LABEL_KB = 0.12;
/** An event in its table and two indexes: written when it is made or grows, and when it is told of. */
const UNITS_AN_EVENT = 2 * 3;
/** The minutes that are wanted, on the stream's own item. */
const UNITS_WANTED = 3;
const READS_AN_EVENT = 4;

/**
 * What a thousand images cost from their arrival in the bucket on: the calls of the analyze machine's steps
 * (functions/analyze), counted from what each of them does (on the embedded stack `GET /_local/calls` tells the same). What Kinesis Video Streams asks for taking them is not among
 * it: no price of that could be verified.
 */
export function thousandImages({ labels, eventShare, bytes, days }: ImageTraffic): Omit<CostLine, 'of'>[] {
  const images = IMAGES;
  const events = images * eventShare;
  const invocations = images * 3 + events;
  const lambdaMs = images * (2 * TABLE_STEP_MS + LOOK_MS) + events * KEEP_MS;
  const billedMs = (ms: number): number => Math.ceil(ms / 100) * 100;
  const quietMs = billedMs(2 * TABLE_STEP_MS + LOOK_MS + MACHINE_MS);
  const eventMs = billedMs(2 * TABLE_STEP_MS + LOOK_MS + KEEP_MS + MACHINE_MS);
  const expressMs = (images - events) * quietMs + events * eventMs;
  return [
    line('Rekognition', 'rekognitionImage', images),
    line('Step Functions', 'expressRequest', images),
    line('Step Functions', 'expressGbSecond', (expressMs / 1000) * EXPRESS_GB),
    line('Lambda', 'lambdaRequest', invocations),
    line('Lambda', 'lambdaArmGbSecond', (lambdaMs / 1000) * FUNCTION_GB),
    line(
      'DynamoDB',
      'dynamoWriteUnit',
      // Listed, then labelled; a detection for each label.
      images * (1 + Math.ceil(ROW_KB + labels * LABEL_KB) + labels * UNITS_A_DETECTION) +
        events * (UNITS_AN_EVENT + UNITS_WANTED),
    ),
    // The image before it is looked at and again for the rules, and the enrolment.
    line('DynamoDB', 'dynamoReadUnit', images * 3 + events * READS_AN_EVENT),
    line('S3 requests', 's3PutRequest', images),
    // Described by the first step, read by who looks at it.
    line('S3 requests', 's3GetRequest', images * 2),
    line('EventBridge', 'event', images + events),
    line('CloudWatch Logs', 'logGb', (invocations * (LOG_BYTES + PLATFORM_LOG_BYTES)) / 1e9),
    line('S3 storage', 's3StoredGbMonth', ((images * bytes) / 1e9) * (days / 30)),
  ].map(({ of: _of, ...each }) => each);
}

import { type CostLine, line, PLATFORM_LOG_BYTES } from './cameraMonth.ts';

/** A film that is packaged. */
export interface PackagedFilm {
  readonly minutes: number;
  /** Of the original. */
  readonly mbps: number;
  readonly segmentSeconds: number;
  /** Days that the package is kept (setting `packageDays`). */
  readonly days: number;
  readonly method: 'copy' | 'transcode';
  /** Of a copied one: whether its pictures are made too (setting `packageCopyPictures`). */
  readonly pictures?: boolean;
}

/** Ten minutes as a phone films them. */
export const USUAL_FILM: PackagedFilm = { minutes: 10, mbps: 8, segmentSeconds: 6, days: 365, method: 'transcode' };

/** A ladder of 1080p: two sizes that MediaConvert calls HD, two SD; and all of them together, in Mbit/s (assumed). */
const HD_RENDITIONS = 2;
const SD_RENDITIONS = 2;
const LADDER_MBPS = 9;
/** States of an execution that waits little, and what each look at a transcode adds (statemachines/package.asl.yml). */
const TRANSITIONS = 14;
const A_LOOK = 3;
/** Assumed: a transcode takes half as long as it plays, and is looked at every 30 s on the average. */
const LOOKS_A_MINUTE = 1;
/** Calls of functions beside the looks, and what they take at the size of most. */
const CALLS = 8;
const CALL_MS = 400;
const CALL_GB = 256 / 1024;
/** Copying reads and writes at 25 MB/s with 1,769 MB (assumed). */
const COPY_MB_A_SECOND = 25;
const COPY_GB = 1769 / 1024;
/** A record of 2 KB, written some twenty times. */
const WRITE_UNITS = 40;
const LOG_BYTES = 400;

/**
 * What it costs to package a film of so many minutes, counted from what each step does. Traffic to viewers is not among
 * it. Frames up to 30 a second; with more MediaConvert asks twice as much.
 */
export function packagedMinute({
  minutes,
  mbps,
  segmentSeconds,
  days,
  method,
  pictures = false,
}: PackagedFilm): Omit<CostLine, 'of'>[] {
  const transcodes = method === 'transcode';
  const looks = transcodes || pictures ? minutes * LOOKS_A_MINUTE : 0;
  const calls = CALLS + looks;
  const originalGb = (mbps * 60 * minutes) / 8000;
  const madeGb = transcodes ? (LADDER_MBPS * 60 * minutes) / 8000 : originalGb;
  const renditions = transcodes ? HD_RENDITIONS + SD_RENDITIONS : 1;
  const segments = Math.ceil((60 * minutes) / segmentSeconds) * renditions;
  const copyMs = transcodes ? 0 : (originalGb * 1000 * 1000) / COPY_MB_A_SECOND;
  return [
    ...(transcodes
      ? [
          line('MediaConvert', 'mediaConvertHdMinute', HD_RENDITIONS * minutes),
          line('MediaConvert', 'mediaConvertSdMinute', SD_RENDITIONS * minutes),
        ]
      : pictures
        ? [line('MediaConvert', 'mediaConvertSdMinute', minutes)]
        : []),
    line('Step Functions', 'standardTransition', TRANSITIONS + looks * A_LOOK),
    line('Lambda', 'lambdaRequest', calls),
    line('Lambda', 'lambdaArmGbSecond', ((calls * CALL_MS) / 1000) * CALL_GB + (copyMs / 1000) * COPY_GB),
    line('DynamoDB', 'dynamoWriteUnit', WRITE_UNITS),
    line('DynamoDB', 'dynamoReadUnit', calls * 2),
    line('S3 requests', 's3PutRequest', segments + 10 + renditions),
    line('S3 requests', 's3GetRequest', 20 + (transcodes ? 0 : segments)),
    line('EventBridge', 'event', 12),
    line('CloudWatch Logs', 'logGb', (calls * (LOG_BYTES + PLATFORM_LOG_BYTES)) / 1e9),
    line('S3 storage', 's3StoredGbMonth', (originalGb + madeGb) * (days / 30)),
  ].map(({ of: _of, ...each }) => each);
}

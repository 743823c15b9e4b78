import { type CostLine, type Fleet, footageLines, line } from './cameraMonth.ts';
import type { Measurement } from './Measurement.ts';
import { SECONDS_A_MONTH } from './quantities.ts';
import { scalePass } from './scalePass.ts';

/** The task and its end: the fewest that a scheduled execution of one Lambda can have. */
const TRANSITIONS = 2;
/** The cursor, read and written. */
const UNITS = 1;
const LOG_BYTES = 1_200;

/**
 * A month of the common way with the same footage: each window one Standard execution of one Lambda, which fetches a
 * clip into memory and stores it, and each fragment as an object of its own. Nothing is checked or recorded but how far
 * it got. Its Lambda has the memory of ours and takes as long for the same bytes.
 */
export function commonWayMonth(measurement: Measurement, fleet: Fleet): CostLine[] {
  const windows = SECONDS_A_MONTH / fleet.windowSeconds;
  const { clips, functions } = scalePass(measurement, { ...fleet, source: 'clip' });
  const work = functions.filter(({ name }) => name === 'archiveClip' || name === 'archiveBundle');
  const gbSeconds = work.reduce(
    (sum, { memoryMb, milliseconds }) => sum + (memoryMb / 1024) * (milliseconds / 1000),
    0,
  );
  const fragments = clips.reduce((sum, clip) => sum + clip.fragments, 0);
  const objects = clips.length + (fleet.fragments === 'all' ? fragments : 0);
  return [
    line('Step Functions', 'standardTransition', windows * TRANSITIONS),
    line('Lambda', 'lambdaRequest', windows),
    line('Lambda', 'lambdaArmGbSecond', windows * gbSeconds),
    line('S3 requests', 's3PutRequest', windows * objects),
    line('DynamoDB', 'dynamoWriteUnit', windows * UNITS),
    line('DynamoDB', 'dynamoReadUnit', windows * UNITS),
    line('CloudWatch Logs', 'logGb', (windows * LOG_BYTES) / 1e9),
    ...footageLines({ ...fleet, source: 'clip' }),
  ];
}

import { createHash } from 'node:crypto';
import type { Detection } from '../../core/analysis/Detection.ts';

/**
 * A partition of DynamoDB takes 1,000 writes a second. With four of them a label may be seen in 4,000 images a second:
 * 12,000 cameras at one image every three seconds. Reading a page reads each. Documented: DynamoDB developer guide,
 * "Best practices for designing partition keys".
 */
export const SHARDS = 4;

/** Where all labels together stand, in as many. */
const ANY = '*';
/** Where the names of labels stand. */
export const NAMES = '~names';

const shardOf = (text: string): number => (createHash('sha256').update(text).digest()[0] ?? 0) % SHARDS;

const shards = (label: string): string[] => Array.from({ length: SHARDS }, (_, shard) => `${label}#${shard}`);

/** The partition of a label's detections in a stream, and those of a label, or of all, in any. */
export const partitionOf = ({ label, imageId }: Pick<Detection, 'label' | 'imageId'>): string =>
  `${label}#${shardOf(imageId)}`;
export const anyLabelOf = ({ imageId }: Pick<Detection, 'imageId'>): string => `${ANY}#${shardOf(imageId)}`;
export const streamLabel = (streamName: string, label: string): string => `${streamName}#${label}`;
export const partitionsOfLabel = shards;
export const partitionsOfAll = (): string[] => shards(ANY);

/** The order of detections everywhere: the moment first. Unique within an image by its label. */
export function detectionOrder({ producerMs, imageId, label }: Detection): string {
  const mark = createHash('sha256').update(label).digest('hex').slice(0, 8);
  return `${String(producerMs).padStart(15, '0')}#${imageId}#${mark}`;
}

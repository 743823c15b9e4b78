import { MAX_JSON_DATASET_BYTES } from '../../limits.ts';
import type { StatesS3 } from '../../StatesS3.ts';
import type { ItemReader } from '../Definition.ts';
import { StateFailure } from '../StateFailure.ts';
import type { Visit } from '../Visit.ts';
import { readLines } from './readLines.ts';
import { s3InRole } from './s3InRole.ts';

/** One item of a dataset, and the object that it was read from. */
export interface DatasetItem {
  readonly value: unknown;
  readonly source?: string;
}

export const GET_OBJECT = 'arn:aws:states:::s3:getObject';
export const LIST_OBJECTS = 'arn:aws:states:::s3:listObjectsV2';

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new StateFailure('States.ItemReaderFailed', `${where} is not JSON.`);
  }
}

async function* readObject(s3: StatesS3, bucket: string, key: string, type: string): AsyncGenerator<unknown> {
  const where = `s3://${bucket}/${key}`;
  const body = await s3.getObject(bucket, key);
  if (type === 'JSONL') {
    let number = 0;
    for await (const line of readLines(body)) {
      number += 1;
      yield parse(line, `Line ${number} of ${where}`);
    }
    return;
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_JSON_DATASET_BYTES) throw new StateFailure('States.ItemReaderFailed', `${where} is too large.`);
    chunks.push(chunk);
  }
  const array = parse(Buffer.concat(chunks).toString('utf8'), where);
  if (!Array.isArray(array)) throw new StateFailure('States.ItemReaderFailed', `${where} is not a JSON array.`);
  yield* array;
}

async function* readItems(
  s3: StatesS3,
  reader: ItemReader,
  args: Record<string, unknown>,
): AsyncGenerator<DatasetItem> {
  const type = reader.ReaderConfig?.InputType ?? 'JSON';
  const bucket = String(args.Bucket);
  if (reader.Resource === GET_OBJECT) {
    const key = String(args.Key);
    for await (const value of readObject(s3, bucket, key, type)) yield { value };
    return;
  }
  for await (const object of s3.listObjects(bucket, args.Prefix === undefined ? '' : String(args.Prefix))) {
    const source = `s3://${bucket}/${object.key}`;
    if (reader.ReaderConfig?.Transformation === 'LOAD_AND_FLATTEN') {
      for await (const value of readObject(s3, bucket, object.key, type)) yield { value, source };
      continue;
    }
    // Documented: developer guide, ItemReader, "Iterating over Amazon S3 objects"; the time in seconds.
    const metadata = {
      Etag: `"${object.etag.replaceAll('"', '')}"`,
      Key: object.key,
      LastModified: Math.floor(object.lastModified / 1000),
      Size: object.size,
      StorageClass: 'STANDARD',
    };
    yield { value: metadata, source };
  }
}

/**
 * The items of a distributed Map that reads them from S3: one JSON array, JSON Lines, a listing's metadata, or the
 * content of every object listed. Streams; at most MaxItems.
 * @throws StateFailure States.ItemReaderFailed where the source cannot be read
 */
export async function* itemsFromReader(visit: Visit, reader: ItemReader): AsyncGenerator<DatasetItem> {
  const args = (await visit.evaluate(reader.Arguments, 'ItemReader/Arguments')) as Record<string, unknown>;
  const maxItems =
    reader.ReaderConfig?.MaxItems === undefined
      ? Number.POSITIVE_INFINITY
      : await visit.evaluateInteger(reader.ReaderConfig.MaxItems, 'ItemReader/ReaderConfig/MaxItems', {
          min: 0,
          max: 100_000_000,
        });
  let count = 0;
  try {
    if (maxItems === 0) return;
    for await (const item of readItems(s3InRole(visit.branch.execution), reader, args)) {
      yield item;
      count += 1;
      if (count >= maxItems) return;
    }
  } catch (thrown) {
    if (thrown instanceof StateFailure) throw thrown;
    const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
    throw new StateFailure('States.ItemReaderFailed', text);
  }
}

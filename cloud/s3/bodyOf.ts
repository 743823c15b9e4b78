import { fromAwsError } from '../awsError.ts';
import { collectingChunks } from '../memory/collectingChunks.ts';

/** The bytes of an answer of S3. @throws ArchiverError where the connection is lost on the way */
export async function* bodyOf(body: unknown, doing: string): AsyncIterable<Uint8Array> {
  try {
    yield* collectingChunks(body as AsyncIterable<Uint8Array>);
  } catch (error) {
    throw fromAwsError(error, doing);
  }
}

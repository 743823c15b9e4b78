import { ArchiverError } from '../../../core/errors.ts';
import type { ByteRange, ObjectPlace, ObjectStore } from '../../../core/ports/objectStore.ts';

/** A range of an object, whole. @throws ArchiverError `NotFound`; `Truncated` where fewer bytes came */
export async function readRange(
  objects: Pick<ObjectStore, 'get'>,
  place: ObjectPlace,
  range: ByteRange,
): Promise<Uint8Array> {
  const { body } = await objects.get(place, range);
  const bytes = new Uint8Array(range.to - range.from);
  let at = 0;
  for await (const chunk of body) {
    if (at + chunk.length > bytes.length)
      throw new ArchiverError('Corrupt', `${place.key} gave more than was asked for`);
    bytes.set(chunk, at);
    at += chunk.length;
  }
  if (at < bytes.length) throw new ArchiverError('Truncated', `${place.key} gave ${at} of ${bytes.length} bytes`);
  return bytes;
}

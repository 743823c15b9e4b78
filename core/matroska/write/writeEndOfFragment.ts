import { ArchiverError } from '../../errors.ts';

/** Tags with an empty `AWS_KINESISVIDEO_END_OF_FRAGMENT`: tells the service not to wait for the next Cluster (observed). */
export function writeEndOfFragment(): Uint8Array {
  throw new ArchiverError('Internal', 'not yet');
}

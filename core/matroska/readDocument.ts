import { ArchiverError } from '../errors.ts';
import type { MatroskaDocument } from './StoredFragment.ts';

/**
 * Reads one EBML document (header, Tracks, one Cluster, Tags) that is wholly in memory. Payloads are views.
 * @throws ArchiverError `Corrupt`, naming the element and its byte offset.
 */
export function readDocument(_bytes: Uint8Array): MatroskaDocument {
  throw new ArchiverError('Internal', 'not yet');
}

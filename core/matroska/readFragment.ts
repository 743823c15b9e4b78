import { ArchiverError } from '../errors.ts';
import type { StoredFragment } from './StoredFragment.ts';

/**
 * Reads one document as GetMedia or GetMediaForFragmentList returns it. Payloads are views into `bytes`. Both spellings
 * of the time tags are taken (`..._TIMESTAMP` observed, `..._SIDE_TIMESTAMP` documented: API reference).
 * @throws ArchiverError `Corrupt`, naming the element and its byte offset, or the service's tag that is missing.
 */
export function readFragment(_bytes: Uint8Array): StoredFragment {
  throw new ArchiverError('Internal', 'not yet');
}

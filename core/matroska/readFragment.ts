import { fragmentNumber, producerMs, serverMs } from '../fragment.ts';
import {
  FRAGMENT_NUMBER,
  PRODUCER_SIDE_TIMESTAMP,
  PRODUCER_TIMESTAMP,
  SERVER_SIDE_TIMESTAMP,
  SERVER_TIMESTAMP,
} from './awsTag.ts';
import { corrupt } from './ebml/corrupt.ts';
import { readDocument } from './readDocument.ts';
import type { StoredFragment } from './StoredFragment.ts';

/**
 * Reads one document as GetMedia or GetMediaForFragmentList returns it. Payloads are views into `bytes`. Both spellings
 * of the time tags are taken (`..._TIMESTAMP` observed, `..._SIDE_TIMESTAMP` documented: API reference).
 * @throws ArchiverError `Corrupt`, naming the element and its byte offset, or the service's tag that is missing.
 */
export function readFragment(bytes: Uint8Array): StoredFragment {
  const document = readDocument(bytes);
  const { awsTags } = document;
  const number = awsTags.get(FRAGMENT_NUMBER) ?? '';
  if (!/^[0-9]{1,128}$/.test(number)) throw corrupt(FRAGMENT_NUMBER, 0, 'missing, or not of digits');
  const server = awsTags.get(SERVER_TIMESTAMP) ?? awsTags.get(SERVER_SIDE_TIMESTAMP);
  const producer = awsTags.get(PRODUCER_TIMESTAMP) ?? awsTags.get(PRODUCER_SIDE_TIMESTAMP);
  return {
    ...document,
    fragmentNumber: fragmentNumber(number),
    serverMs: serverMs(secondsToMs(SERVER_TIMESTAMP, server)),
    producerMs: producerMs(secondsToMs(PRODUCER_TIMESTAMP, producer)),
  };
}

/** Decimal seconds, `1511852109.126`, as whole milliseconds. */
function secondsToMs(name: string, value: string | undefined): number {
  if (value === undefined || !/^[0-9]{1,12}(\.[0-9]{1,9})?$/.test(value)) {
    throw corrupt(name, 0, 'missing, or not in decimal seconds');
  }
  return Math.round(Number(value) * 1000);
}

import { ArchiverError } from '../../../core/errors.ts';
import type { Ack } from './Ack.ts';

/** A bare fragment number has 47 digits, more than a JSON number can hold: it is put in quotes before parsing. */
const BARE_FRAGMENT_NUMBER = /("FragmentNumber"\s*:\s*)(\d+)/;

/**
 * Reads one acknowledgement. Values may be quoted or bare, as the producers' own parsers take them (observed); keys
 * that we do not know are passed over.
 * @throws ArchiverError `Corrupt` for anything that is no acknowledgement.
 */
export function readAck(text: string): Ack {
  const fields = parse(text);
  const type = fields.EventType;
  const fragmentNumber = textOf(fields.FragmentNumber, text);
  const timecodeMs = integerOf(fields.FragmentTimecode, text);
  switch (type) {
    case 'IDLE':
      return { type };
    case 'BUFFERING':
    case 'RECEIVED':
    case 'PERSISTED':
      if (timecodeMs === undefined || timecodeMs < 0) throw malformed(text, 'FragmentTimecode is missing');
      return { type, timecodeMs, fragmentNumber };
    case 'ERROR': {
      const errorId = integerOf(fields.ErrorId, text);
      if (errorId === undefined) throw malformed(text, 'ErrorId is missing');
      const known = timecodeMs !== undefined && timecodeMs >= 0 ? timecodeMs : undefined;
      return { type, errorId, errorCode: textOf(fields.ErrorCode, text), timecodeMs: known, fragmentNumber };
    }
    default:
      throw malformed(text, 'EventType is none of the documented ones');
  }
}

function parse(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(BARE_FRAGMENT_NUMBER, '$1"$2"'));
  } catch (cause) {
    throw malformed(text, 'it is not JSON', cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed(text, 'it is no object');
  return value as Record<string, unknown>;
}

function textOf(value: unknown, text: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw malformed(text, 'a text field holds something else');
  return value;
}

function integerOf(value: unknown, text: string): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) throw malformed(text, 'a number is none');
  return number;
}

function malformed(text: string, why: string, cause?: unknown): ArchiverError {
  return new ArchiverError('Corrupt', `the service sent an acknowledgement that cannot be read: ${why}`, {
    cause,
    details: { text: text.slice(0, 200) },
  });
}

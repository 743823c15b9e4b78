import type { ServerResponse } from 'node:http';

/**
 * The error acknowledgements that this emulator can send (documented: PutMedia; code strings as in AWS's Java client).
 * 4500-4507 are left out: there is no KMS here.
 */
export const ACK_ERRORS = {
  STREAM_READ_ERROR: 4000,
  MAX_FRAGMENT_SIZE_REACHED: 4001,
  MAX_FRAGMENT_DURATION_REACHED: 4002,
  MAX_CONNECTION_DURATION_REACHED: 4003,
  FRAGMENT_TIMECODE_LESSER_THAN_PREVIOUS: 4004,
  INVALID_MKV_DATA: 4006,
  INVALID_PRODUCER_TIMESTAMP: 4007,
  STREAM_NOT_ACTIVE: 4008,
  FRAGMENT_METADATA_LIMIT_REACHED: 4009,
  TRACK_NUMBER_MISMATCH: 4010,
  FRAMES_MISSING_FOR_TRACK: 4011,
  MORE_THAN_ALLOWED_TRACKS_FOUND: 4012,
  INTERNAL_ERROR: 5000,
  ARCHIVAL_ERROR: 5001,
} as const;

export type AckError = keyof typeof ACK_ERRORS;

/** The fragment that an acknowledgement is about. */
export interface AckSubject {
  /** Cluster timecode as sent, in milliseconds. */
  readonly timecodeMs: number;
  readonly number: string;
}

/** Observed: errors with no known fragment bear these. */
const NO_FRAGMENT: AckSubject = { timecodeMs: -1, number: '' };

/**
 * Writes acknowledgements: flat JSON objects, a line each (observed; the documentation shows a wrapping object). Each
 * method resolves when the client has taken enough that more may be written, or is gone.
 */
export class Acknowledgements {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  send(eventType: 'BUFFERING' | 'RECEIVED' | 'PERSISTED', subject: AckSubject): Promise<void> {
    return this.#write({ EventType: eventType, ...fields(subject) });
  }

  idle(): Promise<void> {
    return this.#write({ EventType: 'IDLE' });
  }

  error(code: AckError, subject: AckSubject = NO_FRAGMENT): Promise<void> {
    return this.#write({ EventType: 'ERROR', ...fields(subject), ErrorId: ACK_ERRORS[code], ErrorCode: code });
  }

  async #write(ack: Readonly<Record<string, unknown>>): Promise<void> {
    const response = this.#response;
    if (response.destroyed || response.writableEnded) return;
    if (response.write(`${JSON.stringify(ack)}\n`)) return;
    await new Promise<void>((resolve) => {
      const settle = (): void => {
        response.off('drain', settle);
        response.off('close', settle);
        resolve();
      };
      response.on('drain', settle);
      response.on('close', settle);
    });
  }
}

const fields = ({ timecodeMs, number }: AckSubject): Record<string, unknown> => ({
  FragmentTimecode: timecodeMs,
  FragmentNumber: number,
});

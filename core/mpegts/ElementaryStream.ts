/** Ticks a second of a transport stream's times (ISO/IEC 13818-1, 2.4.2). */
export const TRANSPORT_TIMESCALE = 90_000;

/** What goes into one PES packet: a picture, or some frames of sound. */
export interface AccessUnit {
  /** In ticks of 1/90,000 s; they wrap around at 2^33 when they are written. */
  readonly ptsTicks: number;
  readonly dtsTicks: number;
  /** Whether decoding can begin with it. */
  readonly isRandomAccess: boolean;
  readonly bytes: Uint8Array;
}

/** One track of a transport stream. */
export interface ElementaryStream {
  readonly kind: 'avc' | 'aac';
  /** In decoding order. */
  readonly units: readonly AccessUnit[];
}

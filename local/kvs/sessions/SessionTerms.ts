/** What a streaming session was opened for: all that its token says. Times are epoch milliseconds. */
export interface SessionTerms {
  readonly protocol: 'hls' | 'dash';
  readonly streamName: string;
  /** Tells a stream from one that was made again under its name. */
  readonly streamCreatedMs: number;
  readonly openedMs: number;
  readonly expiresMs: number;
  readonly mode: 'LIVE' | 'LIVE_REPLAY' | 'ON_DEMAND';
  /** Which of a fragment's times orders, selects and places it. */
  readonly clock: 'PRODUCER_TIMESTAMP' | 'SERVER_TIMESTAMP';
  /** Both ends are inclusive and mean a fragment's start. None in LIVE; LIVE_REPLAY may have no end. */
  readonly startMs: number | undefined;
  readonly endMs: number | undefined;
  /** Fragments in one playlist or manifest. */
  readonly maxFragments: number;
  readonly container: 'FRAGMENTED_MP4' | 'MPEG_TS';
  readonly discontinuityMode: 'ALWAYS' | 'NEVER' | 'ON_DISCONTINUITY';
  readonly showsTimestamps: boolean;
  readonly showsNumbers: boolean;
  /** The session's first fragment when it was opened: its number, and its start by the session's clock. */
  readonly firstNumber: string;
  readonly originMs: number;
  /** The newest fragment that was stored then. */
  readonly lastNumber: string;
}

/** What a request asks for; the rest is known when the stream has been looked at. */
export type WantedTerms = Omit<
  SessionTerms,
  'streamName' | 'streamCreatedMs' | 'firstNumber' | 'lastNumber' | 'originMs'
>;

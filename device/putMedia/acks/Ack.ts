/** What the service says of a fragment while the body is still being sent (documented: PutMedia, response syntax). */
export type Ack = FragmentAck | ErrorAck | IdleAck;

/** Three steps of one fragment: its first byte came, its last byte came, it is stored. */
export interface FragmentAck {
  readonly type: 'BUFFERING' | 'RECEIVED' | 'PERSISTED';
  /** Cluster timecode as sent, in milliseconds. */
  readonly timecodeMs: number;
  /** 47 digits; '' where the service left it out. */
  readonly fragmentNumber: string;
}

/** The service refuses a fragment, or cannot go on; it closes the connection afterwards. */
export interface ErrorAck {
  readonly type: 'ERROR';
  readonly errorId: number;
  readonly errorCode: string;
  /** Undefined where the service does not say which fragment (-1 on the wire, observed). */
  readonly timecodeMs: number | undefined;
  readonly fragmentNumber: string;
}

/** Nothing has come for a while; after 30 s of it the service closes the connection. */
export interface IdleAck {
  readonly type: 'IDLE';
}

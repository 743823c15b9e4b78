/** The header of a Matroska document: what a connection begins with. Fragments under another one need another. */
export interface DocumentHeader {
  /** Names the codec configuration: the same for the same tracks, in any run. */
  readonly id: string;
  /** Everything before the first cluster. */
  readonly bytes: Uint8Array;
}

/** A fragment on its way into a store. */
export interface FragmentContent {
  /** Producer time of its first and its last frame, epoch milliseconds. */
  readonly timecodeMs: number;
  readonly lastMs: number;
  readonly header: DocumentHeader;
  /** Cluster and tags, as they go out. */
  readonly bytes: Uint8Array;
}

/** A fragment from when it is made until it is PERSISTED. Its bytes are asked of the store that holds it. */
export interface PendingFragment {
  /** Grows by one a fragment, over restarts too where a folder holds them. */
  readonly sequence: number;
  readonly timecodeMs: number;
  readonly lastMs: number;
  readonly header: DocumentHeader;
  /** Bytes that go out. */
  readonly size: number;
  /** How often this process wrote it out whole. */
  timesSent: number;
  /** ERROR acknowledgements that may have meant it. */
  refusals: number;
  /** A connection is carrying it: the last that would be given up for room. */
  inFlight: boolean;
}

/** Footage that is lost, and why. */
export interface Loss {
  readonly timecodeMs: number;
  readonly lastMs: number;
  readonly reason: string;
}

/** Fragments that are not yet PERSISTED, in order, bounded in bytes: in memory, or in a folder. */
export interface FragmentStore {
  /** Fragments, and their bytes. */
  readonly size: number;
  readonly bytes: number;
  /** No more fragments will come. */
  readonly ended: boolean;
  readonly oldest: PendingFragment | undefined;
  readonly newest: PendingFragment | undefined;
  /** Keeps a fragment. False: there is no room now; what is PERSISTED, or given up, makes some. */
  add(content: FragmentContent): Promise<boolean>;
  /** The bytes to send. @throws ArchiverError `Corrupt` when they can no longer be had: the fragment is lost. */
  read(fragment: PendingFragment): Promise<Uint8Array>;
  /** Forgets one that is stored, or lost. One that is not there any more is no error. */
  remove(fragment: PendingFragment): Promise<void>;
  /** Gives up the oldest that no connection carries; where all are carried, the oldest. Undefined: none can make room. */
  giveUpOldest(): Promise<PendingFragment | undefined>;
  /** The first after that sequence number. */
  after(sequence: number): PendingFragment | undefined;
  /** The first of those at the end whose footage is at most so much older than the newest. */
  newestWithin(ms: number): PendingFragment | undefined;
  /** Writes a loss down where that can be read later; told to people by whoever calls this. */
  noteLoss(loss: Loss): void;
  end(): void;
  /** Wakes those who wait though nothing changed. */
  wake(): void;
  /** Resolves at the next change. Look at the state first and wait then, without an `await` between. */
  changed(): Promise<void>;
  /** Lets go of what it holds. Answers what could not be kept for the next run. */
  close(): Promise<readonly Loss[]>;
}

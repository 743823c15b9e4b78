/** What an owner did with archived footage, and why: kept in the ledger's table and, once done, as a document. */
export interface CustodyRecord {
  readonly kind: 'erasure' | 'hold' | 'release';
  readonly id: string;
  readonly streamName: string;
  /** Every stream that has borne the name. */
  readonly streamArns: readonly string[];
  /** Producer time; `toMs` is no part of it. Absent: all of the stream. */
  readonly range?: { readonly fromMs: number; readonly toMs: number };
  /** Whether clips that only reach into the span were meant too. */
  readonly wholeClips: boolean;
  /** Who did it, as far as the command line knows. */
  readonly by: string;
  readonly reason: string;
  readonly begunMs: number;
  /** When it was done; absent while it is under way, or where it was broken off. */
  readonly endedMs?: number;
  readonly counts?: CustodyCounts;
}

export interface CustodyCounts {
  readonly clips: number;
  readonly gaps: number;
  /** Plans that were open, and fragments that only KVS held. */
  readonly unarchived: number;
  readonly fragments: number;
  /** Versions of objects. */
  readonly objects: number;
  readonly bytes: number;
}

export const noCounts = (): { -readonly [Name in keyof CustodyCounts]: number } => ({
  clips: 0,
  gaps: 0,
  unarchived: 0,
  fragments: 0,
  objects: 0,
  bytes: 0,
});

/** Where the document of a record lies in the work bucket. */
export function custodyDocumentKey({
  kind,
  streamName,
  id,
}: Pick<CustodyRecord, 'kind' | 'streamName' | 'id'>): string {
  return `${kind === 'erasure' ? 'erasures' : 'holds'}/${streamName}/${id}.json`;
}

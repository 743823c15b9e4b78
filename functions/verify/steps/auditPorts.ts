import type { FootageSource } from '../../../core/ports/footageSource.ts';
import type { Ledger } from '../../../core/ports/ledger.ts';
import type { LedgerAudit } from '../../../core/ports/ledgerAudit.ts';
import type { ObjectInventory } from '../../../core/ports/objectInventory.ts';
import type { ObjectStore } from '../../../core/ports/objectStore.ts';
import type { ObjectVersions } from '../../../core/ports/objectVersions.ts';
import type { PictureDecoder } from '../../../core/ports/pictureDecoder.ts';
import type { StreamNames } from '../../../core/ports/streamNames.ts';
import type { EnrolmentStore, StreamStore } from '../../../core/ports/streamStore.ts';
import type { RetentionClasses } from '../../../core/retention/retentionClasses.ts';
import type { System } from '../../../core/system.ts';
import type { DecodeDepth } from './PictureGroups.ts';

/** What an audit reads. */
export interface AuditPorts {
  readonly enrolments: EnrolmentStore;
  readonly streams: StreamStore;
  readonly names: StreamNames;
  readonly ledger: Ledger;
  readonly audit: LedgerAudit;
  readonly objects: ObjectStore;
  readonly inventory: ObjectInventory;
  readonly source: FootageSource;
  readonly system: System;
  readonly archiveBucket: string;
  readonly workBucket: string;
  /** Absent where there is no decoder. */
  readonly pictures?: PictureDecoder;
}

/** What it takes to adopt or sweep an object. */
export interface SweepPorts extends AuditPorts {
  readonly retentionClasses: RetentionClasses;
  readonly temporaryFolder: string;
}

/** What any repair needs. */
export interface RepairPorts extends SweepPorts {
  readonly versions: ObjectVersions;
  /** Starts the archive machine by hand and waits for its end; answers whether it lost nothing. */
  archive(input: Readonly<Record<string, string>>): Promise<boolean>;
}

/** What became of a finding. */
export interface Repair {
  /** `left`: it cannot be put right without loss, or not by this. */
  readonly outcome: 'repaired' | 'adopted' | 'deleted' | 'left';
  /** What was done, or why nothing was. */
  readonly message: string;
}

/** How deep an audit looks: KVS against the ledger; sizes in the bucket too; every byte too. */
export type AuditLevel = 'ledger' | 'presence' | 'content';

export interface AuditSettings {
  readonly level: AuditLevel;
  /** Producer time; `toMs` is no part of it. */
  readonly range?: { readonly fromMs: number; readonly toMs: number };
  /** Objects without a row, and open plans, younger than this may belong to a run under way. */
  readonly sweepAgeMs: number;
  /** Fragments so far below the watermark are listed again by the next pass: one that came late is none lost. */
  readonly relistMs: number;
  /** At `content`, how much of a clip is decoded; absent: nothing is. */
  readonly decode?: DecodeDepth;
}

/** What an audit has looked at so far; it grows while the audit runs. */
export interface Tally {
  streams: number;
  rows: number;
  clips: number;
  gaps: number;
  tombstones: number;
  objects: number;
  bytes: number;
  fragments: number;
  read: number;
  readBytes: number;
  /** Pictures that went through a decoder, and such as it could not be asked for. */
  decoded: number;
  undecoded: number;
}

export const emptyTally = (): Tally => ({
  streams: 0,
  rows: 0,
  clips: 0,
  gaps: 0,
  tombstones: 0,
  objects: 0,
  bytes: 0,
  fragments: 0,
  read: 0,
  readBytes: 0,
  decoded: 0,
  undecoded: 0,
});

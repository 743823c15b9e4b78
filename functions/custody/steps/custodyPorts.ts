import type { CustodyLog } from '../../../core/ports/custodyLog.ts';
import type { FootageSource } from '../../../core/ports/footageSource.ts';
import type { Ledger } from '../../../core/ports/ledger.ts';
import type { ObjectStore } from '../../../core/ports/objectStore.ts';
import type { ObjectVersions } from '../../../core/ports/objectVersions.ts';
import type { StreamNames } from '../../../core/ports/streamNames.ts';
import type { EnrolmentStore, StreamStore } from '../../../core/ports/streamStore.ts';
import type { System } from '../../../core/system.ts';

/** What erasing and holding work with: the owner's own credentials, for no function of the stack may do either. */
export interface CustodyPorts {
  readonly enrolments: EnrolmentStore;
  readonly streams: StreamStore;
  readonly names: StreamNames;
  readonly ledger: Ledger;
  readonly custody: CustodyLog;
  readonly objects: ObjectStore;
  readonly versions: ObjectVersions;
  readonly source: FootageSource;
  readonly system: System;
  readonly archiveBucket: string;
  readonly workBucket: string;
}

/** What an owner asks for. */
export interface CustodyRequest {
  readonly streamName: string;
  /** Producer time; `toMs` is no part of it. Absent: all of the stream. */
  readonly range?: { readonly fromMs: number; readonly toMs: number };
  readonly by: string;
  readonly reason: string;
}

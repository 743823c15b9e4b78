import { DynamoChangeLog } from '../../cloud/dynamodb/DynamoChangeLog.ts';
import { DynamoDetectionStore } from '../../cloud/dynamodb/DynamoDetectionStore.ts';
import { DynamoEnrolmentStore } from '../../cloud/dynamodb/DynamoEnrolmentStore.ts';
import { DynamoExportStore } from '../../cloud/dynamodb/DynamoExportStore.ts';
import { DynamoFootageEventStore } from '../../cloud/dynamodb/DynamoFootageEventStore.ts';
import { DynamoFormatNote } from '../../cloud/dynamodb/DynamoFormatNote.ts';
import { DynamoImageStore } from '../../cloud/dynamodb/DynamoImageStore.ts';
import { DynamoLedger } from '../../cloud/dynamodb/DynamoLedger.ts';
import { DynamoLedgerAudit } from '../../cloud/dynamodb/DynamoLedgerAudit.ts';
import { DynamoLedgerChanges } from '../../cloud/dynamodb/DynamoLedgerChanges.ts';
import { DynamoLedgerSpans } from '../../cloud/dynamodb/DynamoLedgerSpans.ts';
import { DynamoPackageStore } from '../../cloud/dynamodb/DynamoPackageStore.ts';
import { DynamoRunLog } from '../../cloud/dynamodb/DynamoRunLog.ts';
import { DynamoSegmentLayer } from '../../cloud/dynamodb/DynamoSegmentLayer.ts';
import { DynamoSegmentStore } from '../../cloud/dynamodb/DynamoSegmentStore.ts';
import { DynamoShareStore } from '../../cloud/dynamodb/DynamoShareStore.ts';
import { DynamoStreamNames } from '../../cloud/dynamodb/DynamoStreamNames.ts';
import { DynamoStreamStore } from '../../cloud/dynamodb/DynamoStreamStore.ts';
import { documentClient } from '../../cloud/dynamodb/documents.ts';
import { DetectionLayer } from '../../core/analysis/DetectionLayer.ts';
import type { ChangeLog } from '../../core/ports/changeLog.ts';
import type { DetectionStore } from '../../core/ports/detectionStore.ts';
import type { ExportStore } from '../../core/ports/exportStore.ts';
import type { FootageEventStore } from '../../core/ports/footageEventStore.ts';
import type { FormatNote } from '../../core/ports/formatNote.ts';
import type { ImageStore } from '../../core/ports/imageStore.ts';
import type { Ledger } from '../../core/ports/ledger.ts';
import type { LedgerAudit } from '../../core/ports/ledgerAudit.ts';
import type { LedgerChanges } from '../../core/ports/ledgerChanges.ts';
import type { LedgerSpans } from '../../core/ports/ledgerSpans.ts';
import type { PackageStore } from '../../core/ports/packageStore.ts';
import type { RunLog } from '../../core/ports/runLog.ts';
import type { SegmentStore } from '../../core/ports/segmentStore.ts';
import type { ShareStore } from '../../core/ports/shareStore.ts';
import type { StreamNames } from '../../core/ports/streamNames.ts';
import type { EnrolmentStore, StreamStore } from '../../core/ports/streamStore.ts';
import type { TimelineLayer } from '../../core/ports/timelineLayer.ts';
import { days, setting } from '../environment.ts';
import { system } from './system.ts';

let documents: ReturnType<typeof documentClient> | undefined;

const sharedDocuments = (): ReturnType<typeof documentClient> => {
  documents ??= documentClient();
  return documents;
};

export const streamStore = (): StreamStore => new DynamoStreamStore(sharedDocuments(), setting('STREAMS_TABLE'));

export const enrolmentStore = (): EnrolmentStore =>
  new DynamoEnrolmentStore(sharedDocuments(), setting('ENROLMENTS_TABLE'));

export const changeLog = (): ChangeLog =>
  new DynamoChangeLog(sharedDocuments(), setting('CHANGES_TABLE'), Number(setting('AUDIT_DAYS')));

export const ledger = (): Ledger => new DynamoLedger(sharedDocuments(), setting('LEDGER_TABLE'), system.clock);

export const formatNote = (): FormatNote => new DynamoFormatNote(sharedDocuments(), setting('LEDGER_TABLE'));

export const ledgerChanges = (): LedgerChanges => new DynamoLedgerChanges(sharedDocuments(), setting('LEDGER_TABLE'));

export const ledgerSpans = (): LedgerSpans => new DynamoLedgerSpans(sharedDocuments(), setting('LEDGER_TABLE'));

export const streamNames = (): StreamNames => new DynamoStreamNames(sharedDocuments(), setting('STREAMS_TABLE'));

export const ledgerAudit = (): LedgerAudit => new DynamoLedgerAudit(sharedDocuments(), setting('LEDGER_TABLE'));

export const segmentStore = (): SegmentStore => new DynamoSegmentStore(sharedDocuments(), setting('SEGMENTS_TABLE'));

export const segmentLayer = (): TimelineLayer => new DynamoSegmentLayer(sharedDocuments(), setting('SEGMENTS_TABLE'));

export const imageStore = (): ImageStore =>
  new DynamoImageStore(sharedDocuments(), setting('IMAGES_TABLE'), days('DETECTION_DAYS'));

export const detectionStore = (): DetectionStore =>
  new DynamoDetectionStore(sharedDocuments(), setting('DETECTIONS_TABLE'), days('DETECTION_DAYS'));

export const detectionLayer = (): TimelineLayer => new DetectionLayer(detectionStore());

export const footageEventStore = (): FootageEventStore =>
  new DynamoFootageEventStore(sharedDocuments(), setting('EVENTS_TABLE'), days('DETECTION_DAYS'));

export const runLog = (): RunLog => new DynamoRunLog(sharedDocuments(), setting('RUNS_TABLE'));

export const exportStore = (): ExportStore => new DynamoExportStore(sharedDocuments(), setting('EXPORTS_TABLE'));

export const packageStore = (): PackageStore => new DynamoPackageStore(sharedDocuments(), setting('PACKAGES_TABLE'));

export const shareStore = (): ShareStore => new DynamoShareStore(sharedDocuments(), setting('SHARES_TABLE'));

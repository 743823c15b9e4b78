import { HttpDetector } from '../cloud/detectors/HttpDetector.ts';
import { sagemakerDetector } from '../cloud/detectors/sagemakerDetector.ts';
import { DynamoChangeLog } from '../cloud/dynamodb/DynamoChangeLog.ts';
import { DynamoDetectionStore } from '../cloud/dynamodb/DynamoDetectionStore.ts';
import { DynamoEnrolmentStore } from '../cloud/dynamodb/DynamoEnrolmentStore.ts';
import { DynamoExportStore } from '../cloud/dynamodb/DynamoExportStore.ts';
import { DynamoFootageEventStore } from '../cloud/dynamodb/DynamoFootageEventStore.ts';
import { DynamoFormatNote } from '../cloud/dynamodb/DynamoFormatNote.ts';
import { DynamoImageStore } from '../cloud/dynamodb/DynamoImageStore.ts';
import { DynamoLedger } from '../cloud/dynamodb/DynamoLedger.ts';
import { DynamoLedgerAudit } from '../cloud/dynamodb/DynamoLedgerAudit.ts';
import { DynamoLedgerSpans } from '../cloud/dynamodb/DynamoLedgerSpans.ts';
import { DynamoRunLog } from '../cloud/dynamodb/DynamoRunLog.ts';
import { DynamoSegmentLayer } from '../cloud/dynamodb/DynamoSegmentLayer.ts';
import { DynamoSegmentStore } from '../cloud/dynamodb/DynamoSegmentStore.ts';
import { DynamoShareStore } from '../cloud/dynamodb/DynamoShareStore.ts';
import { DynamoStreamNames } from '../cloud/dynamodb/DynamoStreamNames.ts';
import { DynamoStreamStore } from '../cloud/dynamodb/DynamoStreamStore.ts';
import { documentClient } from '../cloud/dynamodb/documents.ts';
import { EventBridgePublisher } from '../cloud/events/EventBridgePublisher.ts';
import { KvsFootageSource } from '../cloud/kvs/KvsFootageSource.ts';
import { KvsImageSource } from '../cloud/kvs/KvsImageSource.ts';
import { KvsPlaybackSessions } from '../cloud/kvs/KvsPlaybackSessions.ts';
import { KvsStreamDelivery } from '../cloud/kvs/KvsStreamDelivery.ts';
import { KvsStreamDirectory } from '../cloud/kvs/KvsStreamDirectory.ts';
import { kvsControlClient } from '../cloud/kvs/kvsControlClient.ts';
import { RekognitionDetector } from '../cloud/rekognition/RekognitionDetector.ts';
import { S3ImageObjects } from '../cloud/s3/S3ImageObjects.ts';
import { S3ObjectAssembler } from '../cloud/s3/S3ObjectAssembler.ts';
import { S3ObjectInventory } from '../cloud/s3/S3ObjectInventory.ts';
import { S3ObjectLinks } from '../cloud/s3/S3ObjectLinks.ts';
import { S3ObjectStore } from '../cloud/s3/S3ObjectStore.ts';
import { S3RequestedImages } from '../cloud/s3/S3RequestedImages.ts';
import { s3Client } from '../cloud/s3/s3Client.ts';
import { SecretSigningKeys } from '../cloud/secrets/SecretSigningKeys.ts';
import { SfnExecutions } from '../cloud/states/SfnExecutions.ts';
import { SfnRuns } from '../cloud/states/SfnRuns.ts';
import { realSystem } from '../cloud/system/realSystem.ts';
import { DetectionLayer } from '../core/analysis/DetectionLayer.ts';
import { describeEngine, parseLabelEngine } from '../core/analysis/labelEngine.ts';
import { assertNever } from '../core/errors.ts';
import type { ChangeLog } from '../core/ports/changeLog.ts';
import type { DetectionStore } from '../core/ports/detectionStore.ts';
import type { Executions } from '../core/ports/executions.ts';
import type { ExportStore } from '../core/ports/exportStore.ts';
import type { FootageEventStore } from '../core/ports/footageEventStore.ts';
import type { FootageSource } from '../core/ports/footageSource.ts';
import type { FormatNote } from '../core/ports/formatNote.ts';
import type { FragmentPages } from '../core/ports/fragmentPages.ts';
import type { ImageObjects } from '../core/ports/imageObjects.ts';
import type { ImageSource } from '../core/ports/imageSource.ts';
import type { ImageStore } from '../core/ports/imageStore.ts';
import type { LabelDetector } from '../core/ports/labelDetector.ts';
import type { Ledger } from '../core/ports/ledger.ts';
import type { LedgerAudit } from '../core/ports/ledgerAudit.ts';
import type { LedgerSpans } from '../core/ports/ledgerSpans.ts';
import type { ObjectAssembler } from '../core/ports/objectAssembler.ts';
import type { ObjectInventory } from '../core/ports/objectInventory.ts';
import type { ObjectLinks } from '../core/ports/objectLinks.ts';
import type { ObjectStore } from '../core/ports/objectStore.ts';
import type { PlaybackSessions } from '../core/ports/playbackSessions.ts';
import type { RequestedImages } from '../core/ports/requestedImages.ts';
import type { EventPublisher, RunLog } from '../core/ports/runLog.ts';
import type { Runs } from '../core/ports/runs.ts';
import type { SegmentStore } from '../core/ports/segmentStore.ts';
import type { ShareStore } from '../core/ports/shareStore.ts';
import type { SigningKeys } from '../core/ports/signingKeys.ts';
import type { StreamDelivery } from '../core/ports/streamDelivery.ts';
import type { StreamDirectory } from '../core/ports/streamDirectory.ts';
import type { StreamNames } from '../core/ports/streamNames.ts';
import type { EnrolmentStore, StreamStore } from '../core/ports/streamStore.ts';
import type { TimelineLayer } from '../core/ports/timelineLayer.ts';
import { days, setting } from './environment.ts';
import type { ExportPorts } from './export/steps/exportPorts.ts';
import { countThrottled } from './metrics.ts';

/**
 * The real adapters behind the ports. A handler asks for those it needs, outside of its function, so that a warm
 * environment keeps its connections, and a bundle holds only what it uses.
 */
export const system = realSystem;

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
export const ledger = (): Ledger => new DynamoLedger(sharedDocuments(), setting('LEDGER_TABLE'));
export const formatNote = (): FormatNote => new DynamoFormatNote(sharedDocuments(), setting('LEDGER_TABLE'));
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
export const imageObjects = (): ImageObjects => new S3ImageObjects(s3Client());
/** Whoever the setting `labelEngine` names. */
export const labelDetector = (): LabelDetector => {
  const engine = parseLabelEngine(setting('LABEL_ENGINE'));
  const objects = objectStore();
  switch (engine.kind) {
    case 'rekognition':
      return new RekognitionDetector();
    case 'sagemaker':
      return sagemakerDetector({
        endpointName: engine.endpointName,
        region: setting('AWS_REGION'),
        credentials: () => s3Client().config.credentials(),
        objects,
        runtime: process.env.AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME,
      });
    case 'http':
      return new HttpDetector({ url: engine.url, name: describeEngine(engine), objects });
    default:
      return assertNever(engine);
  }
};
export const runLog = (): RunLog => new DynamoRunLog(sharedDocuments(), setting('RUNS_TABLE'));
export const objectStore = (): ObjectStore => new S3ObjectStore(s3Client());
export const objectAssembler = (): ObjectAssembler => new S3ObjectAssembler(s3Client());
export const exportStore = (): ExportStore => new DynamoExportStore(sharedDocuments(), setting('EXPORTS_TABLE'));
export const shareStore = (): ShareStore => new DynamoShareStore(sharedDocuments(), setting('SHARES_TABLE'));
/** What every step of an export needs. */
export const exportPorts = (): ExportPorts => ({
  exports: exportStore(),
  objects: objectStore(),
  assembler: objectAssembler(),
  workBucket: setting('WORK_BUCKET'),
  exportsBucket: setting('EXPORTS_BUCKET'),
  system,
});
export const objectInventory = (): ObjectInventory => new S3ObjectInventory(s3Client());
export const objectLinks = (): ObjectLinks => new S3ObjectLinks(s3Client(), system.clock);
export const executions = (): Executions => new SfnExecutions();
export const archiveRuns = (): Runs => new SfnRuns(setting('ARCHIVE_MACHINE_ARN'));
export const eventPublisher = (): EventPublisher => new EventBridgePublisher();
export const footageSource = (streams: StreamStore): FootageSource & FragmentPages =>
  new KvsFootageSource(
    kvsControlClient(),
    (streamArn, api, url) => streams.rememberEndpoint(streamArn, api, url),
    system,
    countThrottled,
  );
export const playbackSessions = (streams: StreamStore): PlaybackSessions =>
  new KvsPlaybackSessions(
    kvsControlClient(),
    (streamArn, api, url) => streams.rememberEndpoint(streamArn, api, url),
    system,
    countThrottled,
  );
export const signingKeys = (): SigningKeys => new SecretSigningKeys(setting('LINK_SECRET'), system.clock);
export const requestedImages = (): RequestedImages => new S3RequestedImages(s3Client());
export const imageSource = (streams: StreamStore): ImageSource =>
  new KvsImageSource(
    kvsControlClient(),
    (streamArn, api, url) => streams.rememberEndpoint(streamArn, api, url),
    system,
    countThrottled,
  );
export const streamDelivery = (): StreamDelivery => new KvsStreamDelivery(kvsControlClient(), system, countThrottled);
export const streamDirectory = (): StreamDirectory =>
  new KvsStreamDirectory(kvsControlClient(), system, countThrottled);

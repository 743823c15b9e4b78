const definitions = require('../definitions.cjs');

/** What the functions behind the HTTP API may do. */
module.exports = (_stage, allow) => ({
  health: [],
  changes: [allow.table('ChangesTable', 'Query')],
  streams: [
    allow.table('EnrolmentsTable', 'GetItem', 'PutItem', 'DeleteItem', 'Scan'),
    // UpdateItem: whoever asks for a data endpoint writes it down for the others.
    allow.table('StreamsTable', 'GetItem', 'PutItem', 'UpdateItem'),
    allow.kvs('DescribeStream', 'ListFragments', 'GetDataEndpoint'),
    // What settings name of images and notifications is set up in KVS, and shown as KVS has it.
    allow.kvs(
      'UpdateImageGenerationConfiguration',
      'DescribeImageGenerationConfiguration',
      'UpdateNotificationConfiguration',
      'DescribeNotificationConfiguration',
    ),
    allow.objects('WorkBucket', 'streams/', 'GetObject', 'PutObject'),
    // The first stream of a shard finds no shard.
    allow.absence('WorkBucket', 'streams/'),
  ],
  timeline: [
    allow.index('StreamsTable', 'names'),
    allow.table('StreamsTable', 'GetItem'),
    allow.table('LedgerTable', 'Query'),
    // A month and what has changed since: sheets that are made of the rows on first use.
    allow.index('LedgerTable', 'changes'),
    allow.index('LedgerTable', 'gaps'),
    allow.objects('WorkBucket', 'timelines/', 'GetObject', 'PutObject'),
    allow.absence('WorkBucket', 'timelines/'),
    allow.index('SegmentsTable', 'streams'),
    allow.index('DetectionsTable', 'streams'),
  ],
  // GetItem: the report that is kept already, when it comes again.
  segments: [allow.table('SegmentsTable', 'PutItem', 'GetItem'), allow.index('SegmentsTable', 'devices')],
  gaps: [
    allow.index('StreamsTable', 'names'),
    allow.table('EnrolmentsTable', 'GetItem'),
    allow.index('LedgerTable', 'gaps'),
  ],
  backfill: [
    allow.start('archive'),
    // A token that was given before: is it the same run?
    allow.executions('archive', 'DescribeExecution'),
    allow.table('EnrolmentsTable', 'GetItem'),
    // A dry run lists; UpdateItem: whoever asks for a data endpoint writes it down for the others.
    allow.table('StreamsTable', 'GetItem', 'UpdateItem'),
    allow.table('LedgerTable', 'Query'),
    allow.index('LedgerTable', 'gaps'),
    allow.kvs('ListFragments', 'GetDataEndpoint'),
    allow.objects('WorkBucket', 'plans/', 'GetObject'),
  ],
  executions: [
    ...allow.lookIntoRuns(...Object.keys(definitions)),
    allow.table('ExportsTable', 'GetItem'),
    // Links to finished files open what this role may read.
    allow.objects('WorkBucket', 'on-demand/', 'GetObject'),
    // Scan: a run over all streams has records of each.
    allow.table('EnrolmentsTable', 'GetItem', 'Scan'),
    allow.table('StreamsTable', 'GetItem'),
    allow.table('RunsTable', 'Query'),
    allow.index('LedgerTable', 'gaps'),
  ],
  costs: [
    allow.table('EnrolmentsTable', 'Scan'),
    allow.table('StreamsTable', 'GetItem'),
    allow.table('RunsTable', 'Query'),
  ],
  session: [
    allow.table('EnrolmentsTable', 'GetItem'),
    // UpdateItem: whoever asks for a data endpoint writes it down for the others.
    allow.table('StreamsTable', 'GetItem', 'UpdateItem'),
    allow.kvs('GetHLSStreamingSessionURL', 'GetDASHStreamingSessionURL', 'GetDataEndpoint'),
    // Of a segment: its report, and what KVS has forgotten of it and the archive has not.
    allow.table('SegmentsTable', 'GetItem'),
    allow.index('StreamsTable', 'names'),
    allow.table('LedgerTable', 'Query'),
    allow.linkKeys(),
  ],
  requestImages: [
    allow.table('EnrolmentsTable', 'GetItem'),
    // UpdateItem: whoever asks for a data endpoint writes it down for the others.
    allow.table('StreamsTable', 'GetItem', 'UpdateItem'),
    allow.kvs('GetImages', 'ListFragments', 'GetDataEndpoint'),
    // Links to what was made open what this role may read.
    allow.objects('ImagesBucket', 'requested/', 'PutObject', 'GetObject'),
  ],
  clips: [
    allow.index('StreamsTable', 'names'),
    allow.table('LedgerTable', 'GetItem'),
    // Manifests are read; links open what this role may read.
    allow.archived('clips', 'GetObject'),
    allow.archived('bundles', 'GetObject'),
    // A manifest that is lost is no 403.
    allow.absence('ArchiveBucket', 'clips/', '*/clips/'),
  ],
  requests: [
    allow.start('request'),
    // A token that was given before: is it the same request?
    allow.executions('request', 'DescribeExecution'),
    allow.table('EnrolmentsTable', 'GetItem'),
    allow.index('StreamsTable', 'names'),
  ],
  exports: [
    allow.start('export'),
    // A token that was given before, and whether one that is not done still runs.
    allow.executions('export', 'DescribeExecution'),
    allow.table('ExportsTable', 'GetItem', 'PutItem', 'UpdateItem'),
    allow.index('ExportsTable', 'created'),
    allow.index('StreamsTable', 'names'),
    // GetObject: links open what this role may read; the others take an export back.
    allow.objects('ExportsBucket', 'exports/', 'GetObject', 'DeleteObject', 'AbortMultipartUpload'),
  ],
  uploads: [
    allow.table('PackagesTable', 'GetItem', 'PutItem'),
    // Addresses open what this role may write; GetObject: whether the file is there already.
    allow.objects('StagingBucket', 'uploads/', 'PutObject', 'AbortMultipartUpload', 'GetObject'),
    allow.absence('StagingBucket', 'uploads/'),
  ],
  jobs: [
    allow.table('PackagesTable', 'GetItem', 'PutItem', 'DeleteItem', 'UpdateItem'),
    allow.index('PackagesTable', 'created'),
    allow.start('package'),
    // A token that was given before: is it the same job?
    allow.executions('package', 'DescribeExecution'),
    allow.index('StreamsTable', 'names'),
    // What is taken back: its transcode, its export, the file that was put, and whatever was made of it.
    ...allow.transcode('cancel'),
    allow.table('ExportsTable', 'UpdateItem', 'GetItem'),
    allow.objects('ExportsBucket', 'exports/', 'DeleteObject', 'AbortMultipartUpload'),
    allow.objects('StagingBucket', 'uploads/', 'GetObject', 'DeleteObject', 'AbortMultipartUpload'),
    allow.absence('StagingBucket', 'uploads/'),
    allow.absence('DeliveryBucket', 'packages/'),
    allow.objects('DeliveryBucket', 'packages/', 'DeleteObject'),
    allow.linkKeys(),
    allow.deliveryKey(),
  ],
  shares: [
    allow.table('SharesTable', 'GetItem', 'PutItem', 'UpdateItem'),
    allow.index('SharesTable', 'created'),
    allow.table('ExportsTable', 'GetItem'),
    allow.table('PackagesTable', 'GetItem'),
    allow.index('StreamsTable', 'names'),
    allow.table('LedgerTable', 'GetItem'),
    allow.linkKeys(),
    // Links open what this role may read.
    allow.objects('ExportsBucket', 'exports/', 'GetObject'),
    allow.archived('clips', 'GetObject'),
  ],
  fragments: [
    allow.table('EnrolmentsTable', 'GetItem'),
    allow.table('StreamsTable', 'GetItem', 'UpdateItem'),
    allow.kvs('ListFragments', 'GetDataEndpoint'),
  ],
});

/**
 * To store what is archived with its retention class, a tag. To read the tag, and to set it by itself: where an earlier
 * try had stored the object.
 */
const STORE = ['GetObject', 'PutObject', 'GetObjectTagging', 'PutObjectTagging'];

/** What the archive machine's steps may do. */
module.exports = (_stage, allow) => ({
  prepareRun: [
    // Scan: a range of every enrolled stream.
    allow.table('EnrolmentsTable', 'GetItem', 'Scan'),
    // Backfill of whatever stream has an open gap.
    allow.index('LedgerTable', 'expiring'),
    // The note of the ledger's format.
    allow.table('LedgerTable', 'GetItem', 'UpdateItem'),
    allow.list('WorkBucket', 'streams/'),
    allow.objects('WorkBucket', 'runs/', 'PutObject'),
  ],
  computeWindow: [
    allow.table('EnrolmentsTable', 'GetItem', 'UpdateItem'),
    allow.table('StreamsTable', 'GetItem', 'PutItem', 'UpdateItem'),
    allow.table('LedgerTable', 'PutItem'),
    allow.kvs('DescribeStream'),
    allow.executions('archive', 'DescribeExecution'),
  ],
  listFragments: [
    allow.table('StreamsTable', 'GetItem', 'UpdateItem'),
    allow.table('LedgerTable', 'Query', 'PutItem', 'DeleteItem'),
    allow.index('LedgerTable', 'gaps'),
    allow.kvs('ListFragments', 'GetDataEndpoint'),
    allow.objects('WorkBucket', 'plans/', 'GetObject', 'PutObject'),
    allow.executions('archive', 'DescribeExecution'),
  ],
  archiveClip: [
    allow.table('StreamsTable', 'GetItem', 'UpdateItem'),
    allow.table('LedgerTable', 'GetItem', 'PutItem'),
    allow.kvs('GetClip', 'ListFragments', 'GetMediaForFragmentList', 'GetDataEndpoint'),
    allow.objects('WorkBucket', 'plans/', 'GetObject', 'PutObject'),
    allow.archived('clips', ...STORE),
    allow.archived('bundles', ...STORE),
    // A clip that another run is writing is not there yet: to be tried again, where 403 would make it a gap.
    allow.absence('ArchiveBucket', 'clips/', 'bundles/', '*/clips/', '*/bundles/'),
  ],
  archiveBundle: [
    allow.table('StreamsTable', 'GetItem', 'UpdateItem'),
    allow.table('LedgerTable', 'GetItem', 'UpdateItem'),
    allow.kvs('ListFragments', 'GetMediaForFragmentList', 'GetDataEndpoint'),
    allow.objects('WorkBucket', 'plans/', 'GetObject'),
    allow.archived('bundles', ...STORE),
    // A clip in which something was seen is kept longer.
    allow.archived('clips', 'GetObjectTagging', 'PutObjectTagging'),
    allow.absence('ArchiveBucket', 'bundles/', '*/bundles/'),
  ],
  startOnNotification: [
    allow.table('EnrolmentsTable', 'GetItem'),
    allow.table('StreamsTable', 'UpdateItem'),
    allow.start('archive'),
    // A run of that name is there already: is it this one?
    allow.executions('archive', 'DescribeExecution'),
    allow.queue('NotificationDeadLetters', 'SendMessage'),
  ],
  recordGap: [
    allow.table('StreamsTable', 'UpdateItem'),
    allow.table('LedgerTable', 'GetItem', 'PutItem'),
    allow.objects('WorkBucket', 'plans/', 'GetObject'),
  ],
  commitWindow: [
    allow.table('StreamsTable', 'GetItem', 'UpdateItem'),
    allow.table('RunsTable', 'PutItem'),
    // Of a gap that is listed, whether it still is one.
    allow.table('LedgerTable', 'GetItem'),
    allow.index('LedgerTable', 'gaps'),
    allow.events(),
  ],
  concludeRun: [allow.objects('WorkBucket', 'runs/', 'GetObject')],
});

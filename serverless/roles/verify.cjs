/** What the functions that hold ledger and bucket against each other may do. */
module.exports = (_stage, allow) => ({
  sweepOrphans: [
    allow.table('EnrolmentsTable', 'GetItem', 'Scan'),
    // An orphan is adopted as a plan: opened on the stream's item, settled by its row.
    allow.table('StreamsTable', 'GetItem', 'UpdateItem'),
    allow.index('StreamsTable', 'names'),
    allow.table('LedgerTable', 'GetItem', 'Query', 'PutItem', 'UpdateItem'),
    allow.objects('WorkBucket', 'plans/', 'GetObject', 'PutObject'),
    allow.objects('WorkBucket', 'sweep/', 'GetObject', 'PutObject'),
    // No DeleteObjectVersion: what is swept stays as a version.
    allow.archived('clips', 'GetObject', 'GetObjectTagging', 'PutObject', 'PutObjectTagging', 'DeleteObject'),
    allow.archived('bundles', 'GetObject', 'DeleteObject'),
    // Listings, and 404 for what is not there.
    allow.absence('ArchiveBucket', 'clips/', 'bundles/', '*/clips/', '*/bundles/'),
    allow.absence('WorkBucket', 'plans/', 'sweep/'),
  ],
});

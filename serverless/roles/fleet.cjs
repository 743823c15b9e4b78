/** What the functions that look at all streams together may do. */
module.exports = (_stage, allow) => ({
  observeFleet: [
    allow.table('EnrolmentsTable', 'Scan'),
    // UpdateItem: what was told of a stream is noted.
    allow.table('StreamsTable', 'Scan', 'UpdateItem'),
    allow.index('LedgerTable', 'expiring'),
    allow.events(),
  ],
  discoverStreams: [
    allow.listStreams(),
    allow.kvs('ListTagsForStream', 'DescribeStream'),
    allow.table('EnrolmentsTable', 'GetItem', 'PutItem', 'Scan'),
    allow.table('StreamsTable', 'GetItem', 'PutItem'),
    allow.objects('WorkBucket', 'streams/', 'GetObject', 'PutObject'),
    allow.objects('WorkBucket', 'fleet/', 'GetObject', 'PutObject'),
    // The first stream of a shard finds no shard, the first search no place.
    allow.absence('WorkBucket', 'streams/', 'fleet/'),
  ],
});

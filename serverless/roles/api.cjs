/** What the functions behind the HTTP API may do. */
module.exports = (_stage, allow) => ({
  streams: [
    allow.table('EnrolmentsTable', 'GetItem', 'PutItem', 'DeleteItem', 'Scan'),
    // UpdateItem: whoever asks for a data endpoint writes it down for the others.
    allow.table('StreamsTable', 'GetItem', 'PutItem', 'UpdateItem'),
    allow.kvs('DescribeStream', 'ListFragments', 'GetDataEndpoint'),
    allow.objects('WorkBucket', 'streams/', 'GetObject', 'PutObject'),
    // The first stream of a shard finds no shard.
    allow.absence('WorkBucket', 'streams/'),
  ],
  timeline: [
    allow.index('StreamsTable', 'names'),
    allow.table('StreamsTable', 'GetItem'),
    allow.table('LedgerTable', 'Query'),
  ],
  gaps: [allow.table('EnrolmentsTable', 'GetItem'), allow.index('LedgerTable', 'gaps')],
});

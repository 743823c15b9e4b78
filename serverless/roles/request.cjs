/** What the request machine's steps may do. None of them reaches the archive but to read, nor the ledger. */
module.exports = (_stage, allow) => ({
  prepareRequest: [
    allow.table('EnrolmentsTable', 'GetItem'),
    // UpdateItem: whoever asks for a data endpoint writes it down for the others.
    allow.table('StreamsTable', 'GetItem', 'UpdateItem'),
    allow.index('StreamsTable', 'names'),
    allow.table('LedgerTable', 'Query'),
    allow.kvs('ListFragments', 'GetDataEndpoint'),
    // Manifests of bundles.
    allow.archived('bundles', 'GetObject'),
    allow.objects('WorkBucket', 'requests/', 'PutObject'),
  ],
  fetchPart: [
    allow.table('StreamsTable', 'GetItem', 'UpdateItem'),
    allow.kvs('GetMediaForFragmentList', 'GetDataEndpoint'),
    allow.objects('WorkBucket', 'requests/', 'GetObject', 'PutObject'),
  ],
  assembleRequest: [
    allow.objects('WorkBucket', 'requests/', 'GetObject'),
    allow.archived('bundles', 'GetObject'),
    // An upload in parts; PutObject begins and ends it.
    allow.objects('WorkBucket', 'on-demand/', 'PutObject', 'ListMultipartUploadParts', 'AbortMultipartUpload'),
  ],
});

/** What the functions that play the archive may do: read it, keep indexes of clips, read what is not archived yet. */
module.exports = (_stage, allow) => {
  const playing = [
    allow.index('StreamsTable', 'names'),
    // UpdateItem: whoever asks for a data endpoint writes it down for the others.
    allow.table('StreamsTable', 'GetItem', 'UpdateItem'),
    allow.table('LedgerTable', 'GetItem', 'Query'),
    allow.archived('clips', 'GetObject'),
    allow.absence('ArchiveBucket', 'clips/', '*/clips/'),
    allow.objects('WorkBucket', 'playback/', 'GetObject', 'PutObject'),
    allow.absence('WorkBucket', 'playback/'),
    allow.kvs('ListFragments', 'GetMediaForFragmentList', 'GetDataEndpoint'),
    allow.linkKeys(),
  ];
  const delivering = [
    allow.objects('DeliveryBucket', 'packages/', 'GetObject'),
    allow.absence('DeliveryBucket', 'packages/'),
    allow.deliveryKey(),
  ];
  return { archivePlaylist: playing, archiveMedia: [...playing, ...delivering] };
};

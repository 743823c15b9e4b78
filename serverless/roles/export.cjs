/** What the steps of the export machine may do. */
module.exports = (_stage, allow) => {
  const record = allow.table('ExportsTable', 'GetItem', 'UpdateItem');
  return {
    planExport: [
      record,
      allow.index('StreamsTable', 'names'),
      allow.table('StreamsTable', 'GetItem'),
      allow.table('LedgerTable', 'Query'),
      allow.archived('clips', 'GetObject'),
      // A clip that is gone is a gap of the export, and no failure.
      allow.absence('ArchiveBucket', 'clips/', '*/clips/'),
      allow.objects('WorkBucket', 'exports/', 'GetObject', 'PutObject'),
      // PutObject: begins the upload.
      allow.objects('ExportsBucket', 'exports/', 'PutObject', 'AbortMultipartUpload'),
    ],
    copyParts: [
      record,
      allow.archived('clips', 'GetObject'),
      allow.absence('ArchiveBucket', 'clips/', '*/clips/'),
      allow.objects('WorkBucket', 'exports/', 'GetObject'),
      allow.objects('ExportsBucket', 'exports/', 'PutObject', 'ListMultipartUploadParts'),
    ],
    finishFile: [
      record,
      allow.objects(
        'ExportsBucket',
        'exports/',
        'GetObject',
        'PutObject',
        'ListMultipartUploadParts',
        'AbortMultipartUpload',
        'DeleteObject',
      ),
      allow.absence('ExportsBucket', 'exports/'),
    ],
    concludeExport: [record, allow.objects('ExportsBucket', 'exports/', 'AbortMultipartUpload', 'DeleteObject')],
  };
};

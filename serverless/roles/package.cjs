/** What may be done by whatever makes packages. */
module.exports = (_stage, allow) => {
  const record = allow.table('PackagesTable', 'GetItem', 'UpdateItem');
  // What was begun goes where a package comes to nothing.
  const takenBack = [
    allow.absence('DeliveryBucket', 'packages/'),
    allow.objects('DeliveryBucket', 'packages/', 'DeleteObject'),
  ];
  // GetObject: whether a file is there, and which; without ListBucket S3 calls what is gone forbidden.
  const uploads = [allow.objects('StagingBucket', 'uploads/', 'GetObject'), allow.absence('StagingBucket', 'uploads/')];
  const exported = [
    allow.objects('ExportsBucket', 'exports/', 'GetObject'),
    allow.absence('ExportsBucket', 'exports/'),
  ];
  const begin = [allow.table('PackagesTable', 'GetItem', 'PutItem', 'UpdateItem'), allow.start('package')];
  return {
    startPackage: [
      ...begin,
      // A name that is taken: is it the same job's?
      allow.executions('package', 'DescribeExecution'),
      ...uploads,
    ],
    findLostPackages: [
      ...begin,
      allow.executions('package', 'DescribeExecution'),
      allow.index('PackagesTable', 'created'),
      ...uploads,
      ...takenBack,
      allow.events(),
    ],
    noteTranscode: [record, allow.events()],
    gatherSource: [
      record,
      // The export that makes files of an archived range, as the API asks for one.
      allow.start('export'),
      allow.executions('export', 'DescribeExecution'),
      allow.table('ExportsTable', 'GetItem', 'PutItem', 'UpdateItem'),
      allow.index('StreamsTable', 'names'),
      allow.objects('ExportsBucket', 'exports/', 'AbortMultipartUpload', 'DeleteObject'),
      ...takenBack,
      allow.events(),
    ],
    probeSource: [
      record,
      allow.table('ExportsTable', 'GetItem'),
      ...uploads,
      ...exported,
      ...takenBack,
      allow.events(),
    ],
    copyOriginal: [
      record,
      allow.table('ExportsTable', 'GetItem'),
      ...uploads,
      ...exported,
      ...takenBack,
      // GetObject: whether a try before this one came so far.
      allow.objects(
        'DeliveryBucket',
        'packages/',
        'GetObject',
        'PutObject',
        'ListMultipartUploadParts',
        'AbortMultipartUpload',
      ),
      allow.events(),
    ],
    copySegments: [
      record,
      allow.index('StreamsTable', 'names'),
      allow.table('LedgerTable', 'GetItem', 'Query'),
      allow.archived('clips', 'GetObject'),
      allow.absence('ArchiveBucket', 'clips/', '*/clips/'),
      allow.objects('WorkBucket', 'playback/', 'GetObject', 'PutObject'),
      allow.objects('WorkBucket', 'packages/', 'GetObject', 'PutObject'),
      allow.absence('WorkBucket', 'playback/', 'packages/'),
      allow.objects('DeliveryBucket', 'packages/', 'GetObject', 'PutObject'),
      allow.absence('DeliveryBucket', 'packages/'),
    ],
    submitTranscode: [record, ...allow.transcode('submit', 'cancel'), ...takenBack, allow.events()],
    checkTranscode: [record, ...allow.transcode('read', 'cancel'), ...takenBack, allow.events()],
    finishPackage: [
      record,
      allow.objects('DeliveryBucket', 'packages/', 'GetObject', 'PutObject'),
      ...takenBack,
      allow.events(),
    ],
    recordPackageFailure: [record, ...takenBack, allow.events()],
  };
};

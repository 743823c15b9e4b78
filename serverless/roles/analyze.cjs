/** What the analyze machine's steps, and the routes that search what they found, may do. */
module.exports = (_stage, allow) => ({
  recordImage: [
    allow.objects('ImagesBucket', '', 'GetObject'),
    allow.table('ImagesTable', 'GetItem', 'PutItem'),
    // An image that was deleted before its turn came is not there: 404, where 403 would be a fault.
    allow.absence('ImagesBucket', ''),
  ],
  detectLabels: [
    ...allow.lookAtImages(),
    // Rekognition reads the object with the rights of its caller; for other engines the function reads it.
    allow.objects('ImagesBucket', '', 'GetObject'),
    allow.table('ImagesTable', 'GetItem', 'UpdateItem'),
    allow.table('DetectionsTable', 'BatchWriteItem', 'PutItem'),
  ],
  applyRules: [
    allow.table('EnrolmentsTable', 'GetItem'),
    allow.table('ImagesTable', 'GetItem', 'Query'),
    allow.table('EventsTable', 'Query', 'PutItem', 'DeleteItem'),
  ],
  keepEvent: [
    allow.table('EnrolmentsTable', 'GetItem'),
    allow.table('StreamsTable', 'UpdateItem'),
    allow.table('LedgerTable', 'Query'),
    allow.table('EventsTable', 'Query', 'PutItem'),
    allow.archived('clips', 'GetObjectTagging', 'PutObjectTagging'),
    allow.archived('bundles', 'GetObjectTagging', 'PutObjectTagging'),
    // The link to the picture opens with the rights of whoever made it.
    allow.objects('ImagesBucket', '', 'GetObject'),
    allow.events(),
  ],
  recordFailure: [allow.table('ImagesTable', 'UpdateItem')],
  // GetObject: links open with the rights of whoever made them.
  images: [allow.table('ImagesTable', 'Query'), allow.objects('ImagesBucket', '', 'GetObject')],
  detections: [
    allow.table('DetectionsTable', 'Query'),
    allow.index('DetectionsTable', 'streamLabels'),
    allow.index('DetectionsTable', 'streams'),
    allow.index('DetectionsTable', 'all'),
    allow.objects('ImagesBucket', '', 'GetObject'),
  ],
  events: [
    allow.index('EventsTable', 'streams'),
    allow.index('EventsTable', 'all'),
    allow.objects('ImagesBucket', '', 'GetObject'),
  ],
});

/**
 * The buckets. Each is closed to the public and to plain HTTP, keeps no unfinished upload and tells the access log who
 * came. All of them outlive the stack: CloudFormation deletes no bucket that holds something, and footage least of all.
 */
const { lifecycleRules } = require('./settings/retentionClasses.cjs');
const { readSettings } = require('./settings.cjs');

const arn = (bucket, rest = '') => ({ 'Fn::Sub': `\${${bucket}.Arn}${rest}` });

const closed = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
};
const unfinishedUploads = {
  Id: 'unfinished-uploads',
  Status: 'Enabled',
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
};
const logged = (prefix) => ({ DestinationBucketName: { Ref: 'AccessLogBucket' }, LogFilePrefix: prefix });

/** What every bucket of the stack is like, with the lifecycle rules of this one. */
const bucket = (rules, properties) => ({
  Type: 'AWS::S3::Bucket',
  DeletionPolicy: 'Retain',
  UpdateReplacePolicy: 'Retain',
  Properties: {
    PublicAccessBlockConfiguration: closed,
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    // With `kmsKeyArn` serverless/encryption.cjs puts that key here.
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
    LifecycleConfiguration: {
      // S3's default, said aloud: the transition of a small object costs more than it saves.
      TransitionDefaultMinimumObjectSize: 'all_storage_classes_128K',
      Rules: [unfinishedUploads, ...rules],
    },
    ...properties,
  },
});

const tlsOnly = (name) => ({
  Sid: 'TlsOnly',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [arn(name), arn(name, '/*')],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

const policy = (name, ...statements) => ({
  Type: 'AWS::S3::BucketPolicy',
  // Where the bucket stays, so does what protects it.
  DeletionPolicy: 'Retain',
  UpdateReplacePolicy: 'Retain',
  Properties: {
    Bucket: { Ref: name },
    PolicyDocument: { Version: '2012-10-17', Statement: [tlsOnly(name), ...statements] },
  },
});

const placesOf = (...files) =>
  files.flatMap((file) => [arn('ArchiveBucket', `/${file}`), arn('ArchiveBucket', `/*/${file}`)]);

/**
 * Clips and bundles are written once: nobody, whatever his role, puts another object in their place. A manifest that was
 * lost or spoilt is written again by whoever names the one that he means. Documented: S3 user guide, "Enforce conditional
 * writes"; the last condition exempts the parts of an upload.
 */
const conditional = (Sid, Resource, missing) => ({
  Sid,
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:PutObject',
  Resource,
  Condition: {
    Null: Object.fromEntries(missing.map((header) => [`s3:${header}`, 'true'])),
    Bool: { 's3:ObjectCreationOperation': 'true' },
  },
});
const writtenOnce = [
  conditional('WrittenOnce', placesOf('clips/*.mp4', 'bundles/*.mkv'), ['if-none-match']),
  conditional('ManifestsKnowingly', placesOf('clips/*.json', 'bundles/*.json'), ['if-none-match', 'if-match']),
];

/** The archive: only clips/ and bundles/. */
const archive = ({ retentionClasses, objectLockMode, objectLockDays }) => ({
  ArchiveBucket: bucket(
    [
      ...lifecycleRules(retentionClasses),
      {
        // What was deleted by hand can be had back for so long.
        Id: 'deleted-versions',
        Status: 'Enabled',
        NoncurrentVersionExpiration: { NoncurrentDays: 30 },
        ExpiredObjectDeleteMarker: true,
      },
    ],
    {
      VersioningConfiguration: { Status: 'Enabled' },
      // Without a default retention it locks nothing, and lets a legal hold be placed on single objects.
      ObjectLockEnabled: true,
      ...(objectLockMode === 'none'
        ? {}
        : {
            ObjectLockConfiguration: {
              ObjectLockEnabled: 'Enabled',
              Rule: { DefaultRetention: { Mode: objectLockMode, Days: objectLockDays } },
            },
          }),
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      LoggingConfiguration: logged('archive/'),
    },
  ),
  ArchiveBucketPolicy: policy('ArchiveBucket', ...writtenOnce),
});

/** Plans, stream lists and results of runs. Not versioned: plans never change, and lists are made from the enrolments. */
const work = ({ onDemandDays }) => ({
  WorkBucket: bucket(
    [
      { Id: 'results-of-runs', Status: 'Enabled', Prefix: 'runs/', ExpirationInDays: 14 },
      { Id: 'plans-of-exports', Status: 'Enabled', Prefix: 'exports/', ExpirationInDays: 14 },
      // Files that were made on request, and what they are made of.
      { Id: 'files-on-request', Status: 'Enabled', Prefix: 'on-demand/', ExpirationInDays: onDemandDays },
      // Made anew from the ledger after a week.
      { Id: 'sheets-of-timelines', Status: 'Enabled', Prefix: 'timelines/', ExpirationInDays: 14 },
      { Id: 'parts-of-requests', Status: 'Enabled', Prefix: 'requests/', ExpirationInDays: 1 },
    ],
    { LoggingConfiguration: logged('work/') },
  ),
  WorkBucketPolicy: policy('WorkBucket'),
});

/**
 * Pictures that Kinesis Video Streams takes out of tagged fragments: `images/{stream}/`, written with the rights of
 * whoever uploads the stream, a device only below its own name.
 */
const images = ({ imageDays }) => ({
  ImagesBucket: bucket([{ Id: 'old-images', Status: 'Enabled', ExpirationInDays: imageDays }], {
    // Each image is looked at (serverless/analysis.cjs).
    NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    LoggingConfiguration: logged('images/'),
  }),
  ImagesBucketPolicy: policy('ImagesBucket'),
});

/** Files that were made on request: `exports/{id}/`. They can be made again, and go after so many days. */
const exported = ({ exportDays }) => ({
  ExportsBucket: bucket([{ Id: 'old-exports', Status: 'Enabled', ExpirationInDays: exportDays }], {
    LoggingConfiguration: logged('exports/'),
  }),
  ExportsBucketPolicy: policy('ExportsBucket'),
});

/**
 * What is to be packaged: `uploads/`, by the API's addresses or any S3 client. Browsers put parts and read their ETags,
 * which the list of parts is made of. Everything goes after a day; the original is in the delivery bucket by then.
 */
const staging = () => ({
  StagingBucket: bucket([{ Id: 'packaged-by-now', Status: 'Enabled', ExpirationInDays: 1 }], {
    CorsConfiguration: {
      CorsRules: [
        {
          // Whoever has a signed address may use it from any page: the signature is the permission.
          AllowedOrigins: ['*'],
          AllowedMethods: ['PUT'],
          AllowedHeaders: ['*'],
          ExposedHeaders: ['ETag'],
          MaxAge: 3600,
        },
      ],
    },
    NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    LoggingConfiguration: logged('staging/'),
  }),
  StagingBucketPolicy: policy('StagingBucket'),
});

/** Packages: `packages/{id}/`. Read by the front alone, for whoever has a signature. */
const delivery = ({ packageDays }) => ({
  DeliveryBucket: bucket(
    packageDays === 0
      ? []
      : [{ Id: 'old-packages', Status: 'Enabled', Prefix: 'packages/', ExpirationInDays: packageDays }],
    {
      // Preflights reach the bucket; what the front adds to answers stands in delivery.cjs.
      CorsConfiguration: {
        CorsRules: [
          { AllowedMethods: ['GET', 'HEAD'], AllowedOrigins: ['*'], AllowedHeaders: ['range'], MaxAge: 86_400 },
        ],
      },
      LoggingConfiguration: logged('delivery/'),
    },
  ),
  DeliveryBucketPolicy: policy('DeliveryBucket', frontReads('DeliveryBucket', '/packages/*')),
});

/** Who came to the other buckets. S3 writes with its own key only, and nobody is granted to write but S3. */
const accessLog = ({ logRetentionDays }, sources) => ({
  AccessLogBucket: bucket([{ Id: 'old-logs', Status: 'Enabled', ExpirationInDays: logRetentionDays }], {}),
  AccessLogBucketPolicy: policy('AccessLogBucket', {
    Sid: 'AccessLogs',
    Effect: 'Allow',
    Principal: { Service: 'logging.s3.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: arn('AccessLogBucket', '/*'),
    Condition: {
      ArnLike: { 'aws:SourceArn': sources.map((name) => arn(name)) },
      StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
    },
  }),
});

/** The framework's own bucket, which holds code and templates: what its options do not reach. */
const deployments = {
  ServerlessDeploymentBucket: {
    Properties: {
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      LifecycleConfiguration: {
        Rules: [
          unfinishedUploads,
          { Id: 'old-versions', Status: 'Enabled', NoncurrentVersionExpiration: { NoncurrentDays: 90 } },
        ],
      },
      LoggingConfiguration: logged('deployments/'),
    },
  },
};

/** The front's distribution alone, under its own name. */
const frontReads = (name, place) => ({
  Sid: 'Front',
  Effect: 'Allow',
  Principal: { Service: 'cloudfront.amazonaws.com' },
  Action: 's3:GetObject',
  Resource: arn(name, place),
  Condition: {
    StringEquals: {
      'AWS:SourceArn': {
        'Fn::Sub': 'arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${FrontDistribution}',
      },
    },
  },
});

/** The console's files; `sls deploy` puts them there again. Read by the front alone. */
const consoleFiles = () => ({
  ConsoleBucket: bucket([], { LoggingConfiguration: logged('console/') }),
  ConsoleBucketPolicy: policy('ConsoleBucket', frontReads('ConsoleBucket', '/console/*')),
});

module.exports = async (variables) => {
  const settings = await readSettings(variables);
  const own = settings.archiveBucket === '';
  const sources = [
    ...(own ? ['ArchiveBucket'] : []),
    'WorkBucket',
    'ConsoleBucket',
    'ImagesBucket',
    'ExportsBucket',
    'StagingBucket',
    'DeliveryBucket',
    'ServerlessDeploymentBucket',
  ];
  return {
    Resources: {
      ...(own ? archive(settings) : {}),
      ...consoleFiles(),
      ...work(settings),
      ...images(settings),
      ...exported(settings),
      ...staging(),
      ...delivery(settings),
      ...accessLog(settings, sources),
    },
    extensions: deployments,
  };
};

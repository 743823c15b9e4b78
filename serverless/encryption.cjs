/**
 * With the setting `kmsKeyArn`: that key on buckets, tables, topics and log groups, the framework's included. Left with
 * AWS's own keys are the access log (S3 can write it with no other), the console's files, the bucket of deployments (it is made before the
 * stack is) and the queue of missed ticks; none of them holds footage.
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { parse } = require('yaml');
const definitions = require('./definitions.cjs');
const { secretNames } = require('./delivery.cjs');
const { entries } = require('./functions.cjs');
const { pascal } = require('./names.cjs');
const { readSettings } = require('./settings.cjs');

const tables = () => Object.keys(parse(readFileSync(join(__dirname, 'tables.yml'), 'utf8')).Resources);

const logGroups = () => [
  ...Object.keys(entries()).map((name) => `${pascal(name)}LogGroup`),
  ...Object.keys(definitions).map((name) => `${pascal(name)}MachineLogs`),
  'HttpApiLogGroup',
];

const onBucket = (key) => ({
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [
      {
        ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
        // One call to KMS for many objects.
        BucketKeyEnabled: true,
      },
    ],
  },
});

/** @returns the resources that bear the key, each with the properties that say so */
function encrypted(key, ownArchive, secrets) {
  const every = (names, properties) => names.map((name) => [name, { Properties: properties }]);
  return Object.fromEntries([
    ...every(
      [
        ...(ownArchive ? ['ArchiveBucket'] : []),
        'WorkBucket',
        'ImagesBucket',
        'ExportsBucket',
        'StagingBucket',
        'DeliveryBucket',
      ],
      onBucket(key),
    ),
    ...every(tables(), { SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: key } }),
    ...every(['EventsTopic', 'AlarmsTopic', 'NotificationsTopic'], { KmsMasterKeyId: key }),
    ...every(logGroups(), { KmsKeyId: key }),
    ...every(['LinkSecret', ...secrets], { KmsKeyId: key }),
  ]);
}

module.exports = async (variables) => {
  const settings = await readSettings(variables);
  const { kmsKeyArn, archiveBucket } = settings;
  return kmsKeyArn === '' ? {} : { extensions: encrypted(kmsKeyArn, archiveBucket === '', secretNames(settings)) };
};

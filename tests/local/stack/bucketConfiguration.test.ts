import { bucketConfiguration } from '../../../local/stack/bucketConfiguration.ts';

const configurationOf = (properties: Record<string, unknown>) =>
  bucketConfiguration({ logicalId: 'B', type: 'AWS::S3::Bucket', properties, ref: 'b', attributes: {} });

describe('bucketConfiguration', () => {
  test.each<[string, Record<string, unknown>, unknown]>([
    ['nothing', {}, {}],
    ['versioning', { VersioningConfiguration: { Status: 'Enabled' } }, { versioning: 'Enabled' }],
    ['events', { NotificationConfiguration: { EventBridgeConfiguration: {} } }, { eventBridge: true }],
    [
      'events switched off',
      { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: false } } },
      { eventBridge: false },
    ],
    [
      'lifecycle',
      {
        LifecycleConfiguration: {
          Rules: [
            { Id: 'uploads', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
            { Status: 'Disabled', Prefix: 'runs/', ExpirationInDays: '14', TagFilters: [{ Key: 'a', Value: 'b' }] },
            { Status: 'Enabled', Transitions: [{ StorageClass: 'GLACIER', TransitionInDays: 30 }] },
          ],
        },
      },
      {
        lifecycleRules: [
          { id: 'uploads', status: 'Enabled', abortIncompleteMultipartUploadDays: 1 },
          { status: 'Disabled', prefix: 'runs/', expirationDays: 14, tags: { a: 'b' } },
          { status: 'Enabled', transitions: [{ storageClass: 'GLACIER', days: 30 }] },
        ],
      },
    ],
    [
      'CORS',
      {
        CorsConfiguration: {
          CorsRules: [{ AllowedOrigins: ['*'], AllowedMethods: ['PUT'], ExposedHeaders: ['ETag'], MaxAge: 60 }],
        },
      },
      { corsRules: [{ allowedOrigins: ['*'], allowedMethods: ['PUT'], exposeHeaders: ['ETag'], maxAgeSeconds: 60 }] },
    ],
  ])('%s', (_, properties, expected) => {
    expect(configurationOf(properties)).toEqual(expected);
  });
});

/**
 * Private delivery: which key pairs addresses of packages are signed with, and what the front does with `/packages/*`.
 *
 * A pair is made by the stack itself: the function `makeDeliveryKey` makes it when CloudFormation asks, keeps the private
 * half in a secret and tells the public one, which CloudFront is given. The pair of the generation before is still good:
 * what it signed plays on. How they are rotated stands in docs/operations.md.
 */
const { readSettings } = require('./settings.cjs');

/** The present generation first. */
const generations = ({ deliveryKeyGeneration: present }) => [present, present - 1].filter((each) => each >= 1);

const secretNames = (settings) => generations(settings).map((each) => `DeliverySecret${each}`);
const publicKeyNames = (settings) => generations(settings).map((each) => `DeliveryPublicKey${each}`);

const pairOf = (generation, stage) => {
  const name = `kvs-archiver-${stage}-delivery-${generation}`;
  return {
    // Empty: its value is made by the next one.
    [`DeliverySecret${generation}`]: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: { Description: `kvs-archiver: the private key of deliveries, generation ${generation}.` },
    },
    [`DeliveryKey${generation}`]: {
      Type: 'Custom::DeliveryKey',
      Properties: {
        ServiceToken: { 'Fn::GetAtt': ['MakeDeliveryKeyLambdaFunction', 'Arn'] },
        ServiceTimeout: 120,
        SecretId: { Ref: `DeliverySecret${generation}` },
      },
    },
    [`DeliveryPublicKey${generation}`]: {
      Type: 'AWS::CloudFront::PublicKey',
      Properties: {
        PublicKeyConfig: {
          Name: name,
          CallerReference: name,
          EncodedKey: { 'Fn::GetAtt': [`DeliveryKey${generation}`, 'PublicKey'] },
        },
      },
    },
  };
};

const keysOf = (settings, stage) => ({
  ...Object.assign({}, ...generations(settings).map((each) => pairOf(each, stage))),
  DeliveryKeyGroup: {
    Type: 'AWS::CloudFront::KeyGroup',
    Properties: {
      KeyGroupConfig: {
        Name: `kvs-archiver-${stage}-delivery`,
        Items: publicKeyNames(settings).map((name) => ({ Ref: name })),
      },
    },
  },
});

/** The front's origin: the bucket, which nobody else reads. */
const origin = {
  Id: 'packages',
  DomainName: { 'Fn::GetAtt': ['DeliveryBucket', 'RegionalDomainName'] },
  OriginAccessControlId: { 'Fn::GetAtt': ['DeliveryAccess', 'Id'] },
  S3OriginConfig: { OriginAccessIdentity: '' },
};

/** Documented: CloudFront developer guide, "Use managed origin request policies", CORS-S3Origin: preflights reach S3. */
const CORS_S3_ORIGIN = '88a5eaf4-2fd4-4709-b370-b4c650ea3fcf';

/** Nothing is given to who bears no signature of the stack's keys, also not what an edge has. */
const behaviour = {
  PathPattern: '/packages/*',
  TargetOriginId: 'packages',
  AllowedMethods: ['GET', 'HEAD', 'OPTIONS'],
  CachedMethods: ['GET', 'HEAD'],
  CachePolicyId: { Ref: 'DeliveryCache' },
  OriginRequestPolicyId: CORS_S3_ORIGIN,
  ResponseHeadersPolicyId: { Ref: 'DeliveryHeaders' },
  TrustedKeyGroups: [{ Ref: 'DeliveryKeyGroup' }],
  ViewerProtocolPolicy: 'https-only',
  // Pictures and sound are as small as they get.
  Compress: false,
};

/** So long an edge may have what was deleted meanwhile; the edge asks each time for a signature. */
const DAY_SECONDS = 86_400;

const frontResourcesOf = (stage, security) => ({
  DeliveryAccess: {
    Type: 'AWS::CloudFront::OriginAccessControl',
    Properties: {
      OriginAccessControlConfig: {
        Name: `kvs-archiver-${stage}-delivery`,
        OriginAccessControlOriginType: 's3',
        SigningBehavior: 'always',
        SigningProtocol: 'sigv4',
      },
    },
  },
  DeliveryCache: {
    Type: 'AWS::CloudFront::CachePolicy',
    Properties: {
      CachePolicyConfig: {
        Name: `kvs-archiver-${stage}-delivery`,
        MinTTL: 0,
        DefaultTTL: DAY_SECONDS,
        MaxTTL: DAY_SECONDS,
        ParametersInCacheKeyAndForwardedToOrigin: {
          EnableAcceptEncodingGzip: false,
          EnableAcceptEncodingBrotli: false,
          CookiesConfig: { CookieBehavior: 'none' },
          HeadersConfig: { HeaderBehavior: 'none' },
          // The version of the playlist that names a file: what was packaged anew is not played out of old parts.
          QueryStringsConfig: { QueryStringBehavior: 'whitelist', QueryStrings: ['v'] },
        },
      },
    },
  },
  DeliveryHeaders: {
    Type: 'AWS::CloudFront::ResponseHeadersPolicy',
    Properties: {
      ResponseHeadersPolicyConfig: {
        Name: `kvs-archiver-${stage}-delivery`,
        SecurityHeadersConfig: security,
        // The signature is what lets in, not who asks: any page may play what it was given the address of.
        CorsConfig: {
          AccessControlAllowCredentials: false,
          AccessControlAllowHeaders: { Items: ['range'] },
          AccessControlAllowMethods: { Items: ['GET', 'HEAD'] },
          AccessControlAllowOrigins: { Items: ['*'] },
          AccessControlExposeHeaders: { Items: ['content-length', 'content-range', 'etag'] },
          AccessControlMaxAgeSec: DAY_SECONDS,
          OriginOverride: true,
        },
      },
    },
  },
});

module.exports = {
  resources: async (variables) => ({
    Resources: keysOf(await readSettings(variables), await variables.resolveVariable('sls:stage')),
  }),
  /** For functions that sign: `DELIVERY_KEY_PAIR_ID` and `DELIVERY_SECRET`. */
  keyPairId: async (variables) => ({ Ref: publicKeyNames(await readSettings(variables))[0] }),
  secret: async (variables) => ({ Ref: secretNames(await readSettings(variables))[0] }),
  secretNames,
  origin,
  behaviour,
  frontResourcesOf,
};

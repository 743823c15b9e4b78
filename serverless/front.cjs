/**
 * The front: one CloudFront distribution before everything that people and players ask for, at one address, `FrontUrl`.
 * By path: `/archive/*` is footage, from the function URL that streams it; `/packages/*` files of packages, for whoever bears a
 * signature (delivery.cjs); `/v1/*` is the HTTP API, uncached; `/console/*` is the page, files in a bucket; the default place
 * is the API's too, and its root leads to the page.
 */
const consoleFiles = require('./console.cjs');
const delivery = require('./delivery.cjs');
const { readSettings } = require('./settings.cjs');

/** Managed policies. Documented: CloudFront developer guide, "Use managed cache policies", "… origin request policies". */
const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const ALL_VIEWER_EXCEPT_HOST_HEADER = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

const tls = { HTTPSPort: 443, OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] };

const apiOrigin = {
  Id: 'api',
  DomainName: { 'Fn::Sub': '${HttpApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}' },
  CustomOriginConfig: { ...tls, OriginReadTimeout: 30 },
  // By it the API knows that addresses in its answers may be relative to this one (functions/api/throughFront.ts).
  OriginCustomHeaders: [{ HeaderName: 'x-kvs-archiver-front', HeaderValue: '1' }],
};

const mediaOrigin = {
  Id: 'media',
  DomainName: { 'Fn::Select': [2, { 'Fn::Split': ['/', { 'Fn::GetAtt': ['ArchiveMediaUrl', 'FunctionUrl'] }] }] },
  CustomOriginConfig: { ...tls, OriginReadTimeout: 60 },
  OriginAccessControlId: { 'Fn::GetAtt': ['ArchiveMediaAccess', 'Id'] },
};

/** Players ask for whole segments under addresses that say all: nothing of a request but its path makes a difference. */
const media = {
  PathPattern: '/archive/*',
  TargetOriginId: 'media',
  AllowedMethods: ['GET', 'HEAD'],
  CachePolicyId: { Ref: 'ByPath' },
  ResponseHeadersPolicyId: { Ref: 'MediaHeaders' },
  ViewerProtocolPolicy: 'https-only',
  Compress: true,
};

/** As long as the origin says, and not at all where it says nothing. The key is the path, and whether gzip is taken. */
const byPath = (stage) => ({
  Type: 'AWS::CloudFront::CachePolicy',
  Properties: {
    CachePolicyConfig: {
      Name: `kvs-archiver-${stage}-by-path`,
      MinTTL: 0,
      DefaultTTL: 0,
      MaxTTL: 31_536_000,
      ParametersInCacheKeyAndForwardedToOrigin: {
        EnableAcceptEncodingGzip: true,
        EnableAcceptEncodingBrotli: false,
        CookiesConfig: { CookieBehavior: 'none' },
        HeadersConfig: { HeaderBehavior: 'none' },
        QueryStringsConfig: { QueryStringBehavior: 'none' },
      },
    },
  },
});

/** The function URL, and that the distribution alone may call it. Both permissions are needed (documented). */
const mediaResources = (stage) => {
  const permission = (Action, how) => ({
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action,
      FunctionName: { 'Fn::GetAtt': ['ArchiveMediaLambdaFunction', 'Arn'] },
      Principal: 'cloudfront.amazonaws.com',
      SourceArn: {
        'Fn::Sub': 'arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:distribution/${FrontDistribution}',
      },
      ...how,
    },
  });
  return {
    ArchiveMediaUrl: {
      Type: 'AWS::Lambda::Url',
      Properties: {
        TargetFunctionArn: { 'Fn::GetAtt': ['ArchiveMediaLambdaFunction', 'Arn'] },
        AuthType: 'AWS_IAM',
        InvokeMode: 'RESPONSE_STREAM',
      },
    },
    ArchiveMediaUrlByFront: permission('lambda:InvokeFunctionUrl', { FunctionUrlAuthType: 'AWS_IAM' }),
    ArchiveMediaByFront: permission('lambda:InvokeFunction', { InvokedViaFunctionUrl: true }),
    ArchiveMediaAccess: {
      Type: 'AWS::CloudFront::OriginAccessControl',
      Properties: {
        OriginAccessControlConfig: {
          Name: `kvs-archiver-${stage}-archive-media`,
          OriginAccessControlOriginType: 'lambda',
          SigningBehavior: 'always',
          SigningProtocol: 'sigv4',
        },
      },
    },
  };
};

/** Every method, nothing kept, everything passed on: who asks stands in `Authorization`. */
const passedOn = {
  TargetOriginId: 'api',
  AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
  CachePolicyId: CACHING_DISABLED,
  OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST_HEADER,
  ResponseHeadersPolicyId: { Ref: 'FrontHeaders' },
  ViewerProtocolPolicy: 'https-only',
  Compress: true,
};

/** The paths bear tokens, so that no page that is led to hears of them. */
const security = {
  StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000, IncludeSubdomains: true, Override: true },
  ContentTypeOptions: { Override: true },
  FrameOptions: { FrameOption: 'DENY', Override: true },
  ReferrerPolicy: { ReferrerPolicy: 'no-referrer', Override: true },
};

/** CloudFront's own certificate takes what a viewer's TLS is too old for; one's own does not (documented). */
const certificate = ({ frontDomain, frontCertificateArn }) =>
  frontDomain === ''
    ? { ViewerCertificate: { CloudFrontDefaultCertificate: true } }
    : {
        Aliases: [frontDomain],
        ViewerCertificate: {
          AcmCertificateArn: frontCertificateArn,
          MinimumProtocolVersion: 'TLSv1.2_2021',
          SslSupportMethod: 'sni-only',
        },
      };

const addressOf = ({ frontDomain }) =>
  frontDomain === '' ? { 'Fn::Sub': 'https://${FrontDistribution.DomainName}' } : `https://${frontDomain}`;

const resourcesOf = (settings, stage) => ({
  FrontDistribution: {
    Type: 'AWS::CloudFront::Distribution',
    Properties: {
      DistributionConfig: {
        Comment: `kvs-archiver-${stage}`,
        Enabled: true,
        HttpVersion: 'http2and3',
        IPV6Enabled: true,
        PriceClass: 'PriceClass_100',
        ...certificate(settings),
        Origins: [apiOrigin, mediaOrigin, delivery.origin, consoleFiles.origin],
        CacheBehaviors: [media, delivery.behaviour, { PathPattern: '/v1/*', ...passedOn }, consoleFiles.behaviour],
        DefaultCacheBehavior: { ...passedOn, FunctionAssociations: [consoleFiles.viewFunction] },
      },
    },
  },
  ...consoleFiles.resourcesOf(settings, stage),
  FrontHeaders: {
    Type: 'AWS::CloudFront::ResponseHeadersPolicy',
    Properties: {
      ResponseHeadersPolicyConfig: { Name: `kvs-archiver-${stage}-front`, SecurityHeadersConfig: security },
    },
  },
  MediaHeaders: {
    Type: 'AWS::CloudFront::ResponseHeadersPolicy',
    Properties: {
      ResponseHeadersPolicyConfig: {
        Name: `kvs-archiver-${stage}-media`,
        SecurityHeadersConfig: security,
        // The token in the path is what lets in, not who asks: any page may play what it was given the address of.
        CorsConfig: {
          AccessControlAllowCredentials: false,
          AccessControlAllowHeaders: { Items: ['range'] },
          AccessControlAllowMethods: { Items: ['GET', 'HEAD'] },
          AccessControlAllowOrigins: { Items: ['*'] },
          AccessControlMaxAgeSec: 86_400,
          OriginOverride: true,
        },
      },
    },
  },
  ByPath: byPath(stage),
  ...delivery.frontResourcesOf(stage, security),
  ...mediaResources(stage),
});

module.exports = {
  resources: async (variables) => {
    const settings = await readSettings(variables);
    return {
      Resources: resourcesOf(settings, await variables.resolveVariable('sls:stage')),
      Outputs: {
        FrontUrl: { Value: addressOf(settings) },
        ConsoleUrl: { Value: { 'Fn::Join': ['', [addressOf(settings), '/console/']] } },
      },
    };
  },
  /** For functions that give links out: `FRONT_URL: ${file(serverless/front.cjs):address}`. */
  address: async (variables) => addressOf(await readSettings(variables)),
};

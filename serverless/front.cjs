/**
 * The front: one CloudFront distribution before everything that people and players ask for, at one address, `FrontUrl`.
 * By path: `/v1/*` is the HTTP API, uncached; the default place is the API's too, which answers 404, until a page stands there.
 */
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
        Origins: [apiOrigin],
        CacheBehaviors: [{ PathPattern: '/v1/*', ...passedOn }],
        DefaultCacheBehavior: passedOn,
      },
    },
  },
  FrontHeaders: {
    Type: 'AWS::CloudFront::ResponseHeadersPolicy',
    Properties: {
      ResponseHeadersPolicyConfig: { Name: `kvs-archiver-${stage}-front`, SecurityHeadersConfig: security },
    },
  },
});

module.exports = {
  resources: async (variables) => {
    const settings = await readSettings(variables);
    return {
      Resources: resourcesOf(settings, await variables.resolveVariable('sls:stage')),
      Outputs: { FrontUrl: { Value: addressOf(settings) } },
    };
  },
  /** For functions that give links out: `FRONT_URL: ${file(serverless/front.cjs):address}`. */
  address: async (variables) => addressOf(await readSettings(variables)),
};

/**
 * The console: files in a bucket that only the front reads, under `/console/`. `serverless/plugins/deployConsole.cjs`
 * puts them there; on one machine `local/console/` gives out the same files with the same headers.
 */

/** What a page of the console may load, and from where. KVS sessions and signed links lie at other addresses. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data: blob: https://*.s3.${AWS::Region}.amazonaws.com",
  "media-src 'self' blob: https://*.s3.${AWS::Region}.amazonaws.com",
  "connect-src 'self' https://*.kinesisvideo.${AWS::Region}.amazonaws.com https://*.s3.${AWS::Region}.amazonaws.com${Issuer}",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Files lie under assets/. Every other path is a view of the console: the page finds out by itself which one. */
const views = `function handler(event) {
  var request = event.request;
  if (request.uri === '/' || request.uri === '/console') {
    return { statusCode: 302, statusDescription: 'Found', headers: { location: { value: '/console/' } } };
  }
  if (request.uri.indexOf('/console/') === 0 && request.uri.indexOf('/console/assets/') !== 0) {
    request.uri = '/console/index.html';
  }
  return request;
}
`;

/** Where the console gets tokens. Cognito gives them out at another address than its issuer's, the pool's domain. */
function issuerOrigins(jwtIssuer) {
  if (jwtIssuer === '') return '';
  const { origin, hostname } = new URL(jwtIssuer);
  const region = /^cognito-idp\.([a-z0-9-]+)\.amazonaws\.com$/.exec(hostname)?.[1];
  return ` ${origin}${region === undefined ? '' : ` https://*.auth.${region}.amazoncognito.com`}`;
}

const resourcesOf = ({ jwtIssuer }, stage) => ({
  ConsoleHeaders: {
    Type: 'AWS::CloudFront::ResponseHeadersPolicy',
    Properties: {
      ResponseHeadersPolicyConfig: {
        Name: `kvs-archiver-${stage}-console`,
        SecurityHeadersConfig: {
          ContentSecurityPolicy: {
            ContentSecurityPolicy: {
              'Fn::Sub': [contentSecurityPolicy, { Issuer: issuerOrigins(jwtIssuer) }],
            },
            Override: true,
          },
          ContentTypeOptions: { Override: true },
          FrameOptions: { FrameOption: 'DENY', Override: true },
          ReferrerPolicy: { ReferrerPolicy: 'no-referrer', Override: true },
          StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000, IncludeSubdomains: true, Override: true },
        },
      },
    },
  },
  ConsoleViews: {
    Type: 'AWS::CloudFront::Function',
    Properties: {
      Name: `kvs-archiver-${stage}-console-views`,
      AutoPublish: true,
      FunctionCode: views,
      FunctionConfig: { Comment: 'Views of the console are one page.', Runtime: 'cloudfront-js-2.0' },
    },
  },
  ConsoleAccess: {
    Type: 'AWS::CloudFront::OriginAccessControl',
    Properties: {
      OriginAccessControlConfig: {
        Name: `kvs-archiver-${stage}-console`,
        OriginAccessControlOriginType: 's3',
        SigningBehavior: 'always',
        SigningProtocol: 'sigv4',
      },
    },
  },
});

/** The front's origin for it. */
const origin = {
  Id: 'console',
  DomainName: { 'Fn::GetAtt': ['ConsoleBucket', 'RegionalDomainName'] },
  OriginAccessControlId: { 'Fn::GetAtt': ['ConsoleAccess', 'Id'] },
  S3OriginConfig: { OriginAccessIdentity: '' },
};

const viewFunction = { EventType: 'viewer-request', FunctionARN: { 'Fn::GetAtt': ['ConsoleViews', 'FunctionARN'] } };

/** The front's behaviour for it. Documented: CloudFront developer guide, managed policy CachingOptimized. */
const behaviour = {
  PathPattern: '/console/*',
  TargetOriginId: 'console',
  AllowedMethods: ['GET', 'HEAD'],
  CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
  ResponseHeadersPolicyId: { Ref: 'ConsoleHeaders' },
  ViewerProtocolPolicy: 'redirect-to-https',
  Compress: true,
  FunctionAssociations: [viewFunction],
};

module.exports = { resourcesOf, origin, behaviour, viewFunction };

/** The HTTP API, beside its routes (serverless/functions.cjs): who is let in, from which pages, at which address. */
const { readSettings } = require('./settings.cjs');

/** Requests a second, and at once: what a few consoles and players need, and no more than a mistake should cost. */
const THROTTLE = { ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 };

const authorizers = ({ jwtIssuer, jwtAudience }) => ({
  jwt: { type: 'jwt', identitySource: '$request.header.Authorization', issuerUrl: jwtIssuer, audience: jwtAudience },
});

const cors = ({ corsOrigins }) => ({
  allowedOrigins: corsOrigins,
  allowedHeaders: ['authorization', 'content-type'],
  allowedMethods: ['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS'],
  maxAge: 3600,
});

/** `provider.httpApi` */
async function provider(variables) {
  const settings = await readSettings(variables);
  return {
    name: `kvs-archiver-${await variables.resolveVariable('sls:stage')}`,
    metrics: true,
    ...(settings.jwtIssuer === '' ? {} : { authorizers: authorizers(settings) }),
    ...(settings.corsOrigins.length === 0 ? {} : { cors: cors(settings) }),
  };
}

const domain = ({ customDomain, certificateArn }) => ({
  ApiDomain: {
    Type: 'AWS::ApiGatewayV2::DomainName',
    Properties: {
      DomainName: customDomain,
      DomainNameConfigurations: [
        { CertificateArn: certificateArn, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' },
      ],
    },
  },
  ApiDomainMapping: {
    Type: 'AWS::ApiGatewayV2::ApiMapping',
    DependsOn: ['HttpApiStage'],
    Properties: { ApiId: { Ref: 'HttpApi' }, DomainName: { Ref: 'ApiDomain' }, Stage: '$default' },
  },
});

/** What the framework has no word for. */
async function resources(variables) {
  const settings = await readSettings(variables);
  const throttled = {
    HttpApiStage: { Properties: { DefaultRouteSettings: { DetailedMetricsEnabled: true, ...THROTTLE } } },
  };
  if (settings.customDomain === '') {
    return { extensions: throttled, Outputs: { ApiUrl: { Value: { 'Fn::GetAtt': ['HttpApi', 'ApiEndpoint'] } } } };
  }
  return {
    Resources: domain(settings),
    extensions: throttled,
    Outputs: {
      ApiUrl: { Value: `https://${settings.customDomain}` },
      ApiDomainTarget: { Value: { 'Fn::GetAtt': ['ApiDomain', 'RegionalDomainName'] } },
    },
  };
}

module.exports = { provider, resources };

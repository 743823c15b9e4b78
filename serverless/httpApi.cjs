/** The HTTP API, beside its routes (serverless/functions.cjs): who is let in, from which pages, at which address. */
const naming = require('serverless/lib/plugins/aws/lib/naming.js');
const { servedRoutes } = require('./functions.cjs');
const { readSettings } = require('./settings.cjs');

const limit = (ThrottlingRateLimit, ThrottlingBurstLimit) => ({ ThrottlingRateLimit, ThrottlingBurstLimit });
/** Requests a second, and at once: what a few consoles and players need, and no more than a mistake should cost. */
const USUAL = limit(200, 400);
/** What is made on request (clips, exports, images, runs) reads footage, and each read is billed. */
const COSTLY = limit(10, 20);
/** Whoever need not say who he is. */
const OPEN = limit(20, 40);

const throttleOf = ({ method, scope }) => (scope === 'open' ? OPEN : method === 'POST' ? COSTLY : USUAL);

/** Limits of the routes that have not the usual ones. */
function routeSettings() {
  const others = servedRoutes().filter((route) => throttleOf(route) !== USUAL);
  return {
    Properties: {
      DefaultRouteSettings: { DetailedMetricsEnabled: true, ...USUAL },
      // Settings of a route replace those of the stage whole.
      RouteSettings: Object.fromEntries(
        others.map((route) => [route.key, { DetailedMetricsEnabled: true, ...throttleOf(route) }]),
      ),
    },
    // Settings of a route that is not there yet are an error.
    DependsOn: others.map(({ key }) => naming.getHttpApiRouteLogicalId(key)),
  };
}

const authorizers = ({ jwtIssuer, jwtAudience }) => ({
  jwt: { type: 'jwt', identitySource: '$request.header.Authorization', issuerUrl: jwtIssuer, audience: jwtAudience },
});

const cors = ({ corsOrigins }) => ({
  allowedOrigins: corsOrigins,
  allowedHeaders: ['authorization', 'content-type'],
  allowedMethods: ['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS'],
  exposedResponseHeaders: ['apigw-requestid', 'www-authenticate'],
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
  const throttled = { HttpApiStage: routeSettings() };
  const signIn =
    settings.jwtIssuer === ''
      ? {}
      : { JwtIssuer: { Value: settings.jwtIssuer }, JwtAudience: { Value: settings.jwtAudience.join(',') } };
  if (settings.customDomain === '') {
    const ApiUrl = { Value: { 'Fn::GetAtt': ['HttpApi', 'ApiEndpoint'] } };
    return { extensions: throttled, Outputs: { ApiUrl, ...signIn } };
  }
  return {
    Resources: domain(settings),
    extensions: throttled,
    Outputs: {
      ApiUrl: { Value: `https://${settings.customDomain}` },
      ...signIn,
      ApiDomainTarget: { Value: { 'Fn::GetAtt': ['ApiDomain', 'RegionalDomainName'] } },
    },
  };
}

module.exports = { provider, resources };

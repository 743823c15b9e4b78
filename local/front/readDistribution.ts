import type { EvaluatedResource, EvaluatedTemplate } from '../template/evaluateTemplate.ts';
import type { TrustedKey } from './signature/checkViewer.ts';

/** Where a behaviour gets its answers. */
export type FrontOrigin =
  | { readonly kind: 'function'; readonly functionArn: string }
  /** A service of this same address: the HTTP API. */
  | { readonly kind: 'api'; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: 'bucket'; readonly bucket: string };

/** What the distribution does with the paths of one pattern. */
export interface FrontBehavior {
  readonly pattern: string;
  readonly methods: readonly string[];
  readonly origin: FrontOrigin;
  /** What it adds to each answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whose signature a viewer has to show; absent: nobody's. */
  readonly trustedKeys?: readonly TrustedKey[];
}

type Fields = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const record = (value: unknown): Fields => (isRecord(value) ? value : {});
const records = (value: unknown): Fields[] => (Array.isArray(value) ? value.filter(isRecord) : []);
/** The origin whose files `local/console/` makes when they are asked for. */
const CONSOLE = 'console';

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** What a policy of response headers adds. Source: CloudFormation reference, AWS::CloudFront::ResponseHeadersPolicy. */
function headersOf(policy: EvaluatedResource | undefined): Record<string, string> {
  const config = record(policy?.properties.ResponseHeadersPolicyConfig);
  const security = record(config.SecurityHeadersConfig);
  const cors = record(config.CorsConfig);
  const transport = record(security.StrictTransportSecurity);
  const headers: Record<string, string> = {};
  if (transport.AccessControlMaxAgeSec !== undefined) {
    const subdomains = transport.IncludeSubdomains === true ? '; includeSubDomains' : '';
    headers['strict-transport-security'] = `max-age=${String(transport.AccessControlMaxAgeSec)}${subdomains}`;
  }
  if (security.ContentTypeOptions !== undefined) headers['x-content-type-options'] = 'nosniff';
  const frame = record(security.FrameOptions).FrameOption;
  if (frame !== undefined) headers['x-frame-options'] = String(frame);
  const referrer = record(security.ReferrerPolicy).ReferrerPolicy;
  if (referrer !== undefined) headers['referrer-policy'] = String(referrer);
  const [origin] = strings(record(cors.AccessControlAllowOrigins).Items);
  if (origin !== undefined) headers['access-control-allow-origin'] = origin;
  const exposed = strings(record(cors.AccessControlExposeHeaders).Items);
  if (exposed.length > 0) headers['access-control-expose-headers'] = exposed.join(', ');
  return headers;
}

/** The keys of the groups that a behaviour trusts. Source: CloudFormation reference, AWS::CloudFront::KeyGroup, PublicKey. */
function keysOf(groups: readonly string[], resources: readonly EvaluatedResource[]): TrustedKey[] {
  const items = resources
    .filter(({ type, ref }) => type === 'AWS::CloudFront::KeyGroup' && groups.includes(ref))
    .flatMap(({ properties }) => strings(record(properties.KeyGroupConfig).Items));
  return resources
    .filter(({ type, ref }) => type === 'AWS::CloudFront::PublicKey' && items.includes(ref))
    .map(({ ref, properties }) => ({ id: ref, pem: String(record(properties.PublicKeyConfig).EncodedKey) }));
}

/**
 * The behaviours of the template's distribution, in the order in which they are tried; the default one is the last.
 * Source: CloudFormation reference, AWS::CloudFront::Distribution. Undefined where the template has none. Behaviours for
 * the console's files are left to whoever serves those, for they are in no bucket here.
 */
export function readDistribution(template: EvaluatedTemplate): readonly FrontBehavior[] | undefined {
  const resource = template.resources.find(({ type }) => type === 'AWS::CloudFront::Distribution');
  if (resource === undefined) return undefined;
  const config = record(resource.properties.DistributionConfig);
  const urls = template.resources.filter(({ type }) => type === 'AWS::Lambda::Url');
  const policies = template.resources.filter(({ type }) => type === 'AWS::CloudFront::ResponseHeadersPolicy');
  const originOf = (id: unknown): FrontOrigin | undefined => {
    const origin = records(config.Origins).find((each) => each.Id === id);
    const domain = String(origin?.DomainName);
    const url = urls.find(({ attributes }) => attributes.FunctionUrl === `https://${domain}/`);
    if (url !== undefined) return { kind: 'function', functionArn: String(url.properties.TargetFunctionArn) };
    if (/\.execute-api\./.test(domain)) {
      const headers = records(origin?.OriginCustomHeaders).map((each) => [
        String(each.HeaderName).toLowerCase(),
        String(each.HeaderValue),
      ]);
      return { kind: 'api', headers: Object.fromEntries(headers) };
    }
    if (origin?.Id === CONSOLE) return undefined;
    const bucket = template.resources.find(({ attributes }) => attributes.RegionalDomainName === domain)?.ref;
    return bucket === undefined ? undefined : { kind: 'bucket', bucket };
  };
  const behaviors = [...records(config.CacheBehaviors), record(config.DefaultCacheBehavior)];
  return behaviors.flatMap((behavior) => {
    const origin = originOf(behavior.TargetOriginId);
    if (origin === undefined) return [];
    const groups = strings(behavior.TrustedKeyGroups);
    return [
      {
        pattern: String(behavior.PathPattern ?? '*'),
        methods: behavior.AllowedMethods === undefined ? ['GET', 'HEAD'] : strings(behavior.AllowedMethods),
        origin,
        headers: headersOf(policies.find(({ ref }) => ref === behavior.ResponseHeadersPolicyId)),
        ...(groups.length === 0 ? {} : { trustedKeys: keysOf(groups, template.resources) }),
      },
    ];
  });
}

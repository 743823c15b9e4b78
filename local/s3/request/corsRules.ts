import { S3Error } from '../s3Error.ts';
import { childElements, readXml } from './readXml.ts';

/** A rule of a bucket's cross-origin configuration; origins and headers may hold one `*`. */
export interface CorsRule {
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  readonly allowedHeaders?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly maxAgeSeconds?: number;
}

/** The rules of a PutBucketCors. */
export function readCorsRules(text: string): CorsRule[] {
  const rules = childElements(readXml(text, 'CORSConfiguration'), 'CORSRule').map((rule): CorsRule => {
    const texts = (name: string) => childElements(rule, name).map(({ value }) => value.trim());
    const maxAge = rule.text('MaxAgeSeconds')?.trim();
    return {
      allowedOrigins: texts('AllowedOrigin'),
      allowedMethods: texts('AllowedMethod'),
      allowedHeaders: texts('AllowedHeader'),
      exposeHeaders: texts('ExposeHeader'),
      ...(maxAge === undefined ? {} : { maxAgeSeconds: Number(maxAge) }),
    };
  });
  if (rules.length === 0 || rules.length > 100) throw new S3Error('MalformedXML');
  if (rules.some(({ allowedOrigins, allowedMethods }) => allowedOrigins.length === 0 || allowedMethods.length === 0))
    throw new S3Error('MalformedXML');
  return rules;
}

/**
 * The headers of an answer to `origin`, by the first rule that allows it; undefined where none does. Documented: user
 * guide, "How does Amazon S3 evaluate the CORS configuration on a bucket?".
 */
export function corsHeaders(
  rules: readonly CorsRule[],
  asked: { readonly origin: string; readonly method: string; readonly headers: readonly string[] },
): Record<string, string> | undefined {
  const rule = rules.find(
    ({ allowedOrigins, allowedMethods, allowedHeaders = [] }) =>
      allowedOrigins.some((pattern) => matchesPattern(pattern, asked.origin)) &&
      allowedMethods.includes(asked.method) &&
      asked.headers.every((header) => allowedHeaders.some((pattern) => matchesPattern(pattern.toLowerCase(), header))),
  );
  if (rule === undefined) return undefined;
  const anyOrigin = rule.allowedOrigins.includes('*');
  const headers: Record<string, string> = {
    'access-control-allow-origin': anyOrigin ? '*' : asked.origin,
    'access-control-allow-methods': rule.allowedMethods.join(', '),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
  if (!anyOrigin) headers['access-control-allow-credentials'] = 'true';
  if (asked.headers.length > 0) headers['access-control-allow-headers'] = asked.headers.join(', ');
  if (rule.exposeHeaders?.length) headers['access-control-expose-headers'] = rule.exposeHeaders.join(', ');
  if (rule.maxAgeSeconds !== undefined) headers['access-control-max-age'] = String(rule.maxAgeSeconds);
  return headers;
}

function matchesPattern(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return pattern === text;
  const start = pattern.slice(0, star);
  const end = pattern.slice(star + 1);
  return text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
}

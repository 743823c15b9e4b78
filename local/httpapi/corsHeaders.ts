import type { CorsRules } from './readRoutes.ts';

const allows = (list: readonly string[], value: string): boolean => list.includes('*') || list.includes(value);

/** The CORS headers for a request from `origin`; none where its origin is not allowed. */
export function corsHeaders(
  rules: CorsRules | undefined,
  origin: string | undefined,
  preflight: boolean,
): Record<string, string> {
  if (rules === undefined || origin === undefined || !allows(rules.origins, origin)) return {};
  const headers: Record<string, string> = {
    'access-control-allow-origin': rules.origins.includes('*') && !rules.credentials ? '*' : origin,
    vary: 'origin',
  };
  if (rules.credentials) headers['access-control-allow-credentials'] = 'true';
  if (rules.exposed.length > 0) headers['access-control-expose-headers'] = rules.exposed.join(',');
  if (preflight) {
    headers['access-control-allow-methods'] = rules.methods.join(',');
    headers['access-control-allow-headers'] = rules.headers.join(',');
    if (rules.maxAgeSeconds !== undefined) headers['access-control-max-age'] = String(rules.maxAgeSeconds);
  }
  return headers;
}

/** An ETag as it stands in headers and XML. */
export function quoted(etag: string): string {
  return `"${etag}"`;
}

/** An ETag without quotes and weakness mark; clients send both forms. */
export function unquoted(etag: string): string {
  return etag.trim().replace(/^(?:W\/)?"(.*)"$/, '$1');
}

/** Whether a header's list of ETags, or `*`, holds `etag`. */
export function matchesEtag(list: string, etag: string): boolean {
  return list.split(',').some((one) => one.trim() === '*' || unquoted(one) === etag);
}

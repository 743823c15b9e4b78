/** A bucket, and what every key in it begins with: nothing, or segments that end in a slash. */
export interface ImageDestination {
  readonly bucket: string;
  readonly prefix: string;
}

/** Where `s3://bucket/some/prefix` points; undefined for what is no such address. A slash at its end changes nothing. */
export function destinationOf(uri: string): ImageDestination | undefined {
  const [, bucket, path = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s.exec(uri) ?? [];
  if (bucket === undefined) return undefined;
  const prefix = path.replace(/\/+$/, '');
  return { bucket, prefix: prefix === '' ? '' : `${prefix}/` };
}

/** An object, or what the names of objects begin with. */
export interface S3Place {
  readonly bucket: string;
  readonly key: string;
}

export const urlOf = ({ bucket, key }: S3Place): string => `s3://${bucket}/${key}`;

/** @param url `s3://bucket/key`, as the model has checked it; undefined where it is of another kind */
export function placeOf(url: string): S3Place | undefined {
  const [, bucket, key = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(url) ?? [];
  return bucket === undefined ? undefined : { bucket, key };
}

/**
 * Where a group's outputs begin: the destination, and the input's own name where it ends in a slash. Documented: user
 * guide, "Output file names and paths".
 */
export function baseOf(destination: string, input: S3Place): S3Place | undefined {
  const place = placeOf(destination);
  if (place === undefined || (place.key !== '' && !place.key.endsWith('/'))) return place;
  const file = input.key.slice(input.key.lastIndexOf('/') + 1);
  const dot = file.lastIndexOf('.');
  return { bucket: place.bucket, key: `${place.key}${dot > 0 ? file.slice(0, dot) : file}` };
}

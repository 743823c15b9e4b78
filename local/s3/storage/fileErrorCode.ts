/** The code (`ENOENT`, ...) of an error of the file system; undefined for any other value. */
export function fileErrorCode(error: unknown): string | undefined {
  // Not `instanceof Error`: that is false where the error comes from another realm, as under a test runner.
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

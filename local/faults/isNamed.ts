/** Whether a function of the stack is the one that a rule names: `archiveClip` is `kvs-archiver-local-archiveClip`. */
export function isNamed(functionName: string, wanted: string): boolean {
  return functionName === wanted || functionName.endsWith(`-${wanted}`);
}

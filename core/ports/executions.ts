/** Runs of the archive machine, seen from within one: is the holder of a lease still at work? */
export interface Executions {
  /** @throws ArchiverError `Throttled` and the like; never for an execution that is not known any more */
  hasEnded(executionArn: string): Promise<boolean>;
}

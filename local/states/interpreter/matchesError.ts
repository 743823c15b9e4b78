/** Ends the execution whatever Retry and Catch say. Documented: developer guide, "Error names", States.Runtime. */
const UNCATCHABLE = 'States.Runtime';
/** Caught only where it is named. Documented: developer guide, "Error names", States.DataLimitExceeded. */
const ONLY_BY_NAME = 'States.DataLimitExceeded';
const TIMEOUTS = ['States.Timeout', 'States.HeartbeatTimeout'];

/**
 * Whether a retrier's or catcher's `ErrorEquals` takes an error.
 * Documented: developer guide, "Error names": States.ALL is any error but DataLimitExceeded and Runtime;
 * States.TaskFailed any but a timeout; States.Timeout also a missed heartbeat.
 */
export function matchesError(errorEquals: readonly string[], error: string): boolean {
  if (error === UNCATCHABLE) return false;
  return errorEquals.some((wanted) => {
    if (wanted === error) return true;
    if (error === ONLY_BY_NAME) return false;
    if (wanted === 'States.ALL') return true;
    if (wanted === 'States.Timeout') return TIMEOUTS.includes(error);
    return wanted === 'States.TaskFailed' && !TIMEOUTS.includes(error);
  });
}

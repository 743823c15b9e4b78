import { setMaxListeners } from 'node:events';

/** Why a timer is ended whose time nobody waits for any more: made once, an error with its trace costs more than the timer. */
export const NO_LONGER_NEEDED = new Error('no longer needed');

/**
 * The promise's outcome, or the signal's reason as soon as it is aborted. What the promise comes to after that is
 * nobody's business any more: its work was told to stop through the same signal.
 */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      promise.catch(() => undefined);
      reject(signal.reason);
      return;
    }
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(
      (value) => {
        signal.removeEventListener('abort', onAbort);
        resolve(value);
      },
      (error: unknown) => {
        signal.removeEventListener('abort', onAbort);
        reject(error);
      },
    );
  });
}

/** A controller that is aborted with its parent; `release` cuts the tie. */
export function childController(parent: AbortSignal): { controller: AbortController; release: () => void } {
  const controller = new AbortController();
  // As many listen as run at once, which the concurrency bounds; Node would warn of a leak at eleven.
  setMaxListeners(0, controller.signal);
  const onAbort = () => controller.abort(parent.reason);
  if (parent.aborted) onAbort();
  else parent.addEventListener('abort', onAbort, { once: true });
  return { controller, release: () => parent.removeEventListener('abort', onAbort) };
}

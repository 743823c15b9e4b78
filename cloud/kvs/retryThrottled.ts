import { isArchiverError } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';

const ATTEMPTS = 6;
const FIRST_MS = 150;
const LONGEST_MS = 4000;

/**
 * Tries again, with full jitter, while KVS throttles. The SDK does not: no exception of KVS's model is marked as
 * retryable, and ClientLimitExceededException is a 400. Points come back within a second; what lasts longer is left to
 * the state machine.
 *
 * @param onThrottled hears of each refusal that is tried again
 */
export async function retryThrottled<T>(
  system: System,
  call: () => Promise<T>,
  onThrottled: () => void = () => undefined,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (attempt === ATTEMPTS || !isArchiverError(error, 'Throttled')) throw error;
      onThrottled();
      const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
      await system.clock.sleep(Math.ceil(ceiling * system.random.fraction()));
    }
  }
}

import type { LoadPolicy } from 'hls.js';

/** The first playlist of a day reads what each of its clips holds: that may take a while, and asking anew makes it longer. */
export const PATIENT: LoadPolicy = {
  default: {
    maxTimeToFirstByteMs: Number.POSITIVE_INFINITY,
    maxLoadTimeMs: 90_000,
    timeoutRetry: { maxNumRetry: 1, retryDelayMs: 0, maxRetryDelayMs: 0 },
    errorRetry: { maxNumRetry: 2, retryDelayMs: 1000, maxRetryDelayMs: 8000 },
  },
};

import type { Clock } from '../../../core/system.ts';
import { KvsError } from '../kvsError.ts';
import { TokenBucket } from './TokenBucket.ts';

/** Calls a second of one operation: of the account, and of one stream. */
export interface CallRate {
  readonly account?: number;
  readonly stream?: number;
}

/** Call rates, kept only with `quotas: 'aws'` (documented: service quotas, control plane and data plane). */
export class CallRates {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @throws KvsError ClientLimitExceededException. `resource` is the stream's name, or undefined for the account. */
  take(operation: string, perSecond: number | undefined, resource?: string): void {
    if (perSecond === undefined) return;
    const key = `${operation} ${resource ?? ''}`;
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      bucket = new TokenBucket(this.#clock, perSecond);
      this.#buckets.set(key, bucket);
    }
    if (!bucket.take(1)) {
      const suffix = resource === undefined ? '' : ` for resource '${resource}'`;
      // Observed text: parser library issue 96.
      throw new KvsError(
        'ClientLimitExceededException',
        `Limit exceeded on number of requests for ${operation} API${suffix}`,
      );
    }
  }

  /** A deleted stream's buckets go with it. */
  forget(resource: string): void {
    for (const key of this.#buckets.keys()) if (key.endsWith(` ${resource}`)) this.#buckets.delete(key);
  }
}

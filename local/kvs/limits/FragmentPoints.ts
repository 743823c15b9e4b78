import type { Clock } from '../../../core/system.ts';
import { KvsError } from '../kvsError.ts';
import { TokenBucket } from './TokenBucket.ts';

/** Points that a call is charged, per pool. */
export interface PointCharge {
  readonly metadata?: number;
  readonly media?: number;
}

/**
 * The fragment points of one stream, shared by all archived-media APIs (documented: service quotas, fragment-metadata
 * quota 10,000 and fragment-media quota 500 points a second).
 */
export class FragmentPoints {
  readonly #metadata: TokenBucket;
  readonly #media: TokenBucket;

  constructor(clock: Clock) {
    this.#metadata = new TokenBucket(clock, 10_000);
    this.#media = new TokenBucket(clock, 500);
  }

  /** @throws KvsError ClientLimitExceededException, charging nothing, when a pool is too low. */
  charge({ metadata = 0, media = 0 }: PointCharge): void {
    if (!this.#metadata.holds(metadata) || !this.#media.holds(media)) {
      throw new KvsError(
        'ClientLimitExceededException',
        'Fragment rate exceeded: the points of this stream are used up. Try making the call later.',
      );
    }
    this.#metadata.take(metadata);
    this.#media.take(media);
  }
}

import type { Fragment } from '../../../core/fragment.ts';
import type { System } from '../../../core/system.ts';
import type { ListingLag } from '../settings.ts';

/** From what server time on a fragment that is stored now is shown by listings. */
export function listableFromMs(fragment: Fragment, lag: ListingLag, { clock, random }: System): number {
  const lagMs =
    typeof lag === 'number'
      ? lag
      : typeof lag === 'function'
        ? lag(fragment)
        : random.fraction() < lag.probability
          ? lag.ms
          : (lag.otherwiseMs ?? 0);
  // Without a lag it is listed at once, even when the clock goes back afterwards.
  return lagMs <= 0 ? 0 : clock.now() + lagMs;
}

import type { Fragment } from '../fragment.ts';
import type { FragmentRange, StreamReference } from './footageSource.ts';

/** A stream's fragments a page at a time, for those who look at a part of a listing. */
export interface FragmentPages {
  /**
   * One call of ListFragments. Pages come in no order, may be empty, and hold `limit` fragments at most.
   *
   * @param after `next` of the page before, of the same range
   * @throws ArchiverError `NotFound`, `Throttled`; `InvalidInput` for an `after` that is none of this range's
   */
  page(
    stream: StreamReference,
    range: FragmentRange,
    limit: number,
    after?: string,
  ): Promise<{ readonly items: readonly Fragment[]; readonly next?: string }>;
}

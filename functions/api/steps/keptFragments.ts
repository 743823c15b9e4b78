import * as z from 'zod';
import { ArchiverError } from '../../../core/errors.ts';
import { type Fragment, producerMs, serverMs } from '../../../core/fragment.ts';
import type { FragmentRange } from '../../../core/ports/footageSource.ts';
import type { FragmentPages } from '../../../core/ports/fragmentPages.ts';
import type { EnrolmentStore, StreamStore } from '../../../core/ports/streamStore.ts';
import { parseWith } from '../../../core/streams/enrolment.ts';
import { parseTime } from '../../../core/time/parseTime.ts';
import { enrolmentOf } from './enrolment.ts';

export interface KeptFragmentsPorts {
  readonly enrolments: Pick<EnrolmentStore, 'get'>;
  readonly streams: Pick<StreamStore, 'get'>;
  readonly pages: FragmentPages;
}

const DAY_MS = 86_400_000;
/** Calls of ListFragments for one request: days without footage are empty pages, and each is billed. */
const MOST_CALLS = 5;

const schema = z.strictObject({
  from: z.string().optional(),
  to: z.string().optional(),
  selector: z.enum(['producer', 'server'], { error: 'is none of producer, server' }).default('producer'),
  limit: z.string().optional(),
  nextToken: z.string().optional(),
});

/**
 * The span that is asked for, the last 24 hours by default, by the clock that is asked for.
 *
 * @throws ArchiverError `InvalidInput`, naming the parameter
 */
export function keptFragmentsRequest(query: Readonly<Record<string, string | undefined>>, now: number): FragmentRange {
  const { from, to, selector } = parseWith(schema, query);
  // A listing goes on with the span that it began with, and the present moves on.
  if (query.nextToken !== undefined && (from === undefined || to === undefined)) {
    throw new ArchiverError('InvalidInput', 'nextToken: goes with the same from and to: give both', {
      details: { field: 'nextToken' },
    });
  }
  const toMs = to === undefined ? now : parseTime(to, 'to', now);
  const fromMs = from === undefined ? Math.max(0, toMs - DAY_MS) : parseTime(from, 'from', now);
  if (fromMs >= toMs) {
    throw new ArchiverError('InvalidInput', `from: ${from ?? fromMs} is not before to: ${to ?? 'now'}`, {
      details: { field: 'from' },
    });
  }
  return selector === 'producer'
    ? { clock: 'producer', startMs: producerMs(fromMs), endMs: producerMs(toMs - 1) }
    : { clock: 'server', startMs: serverMs(fromMs), endMs: serverMs(toMs - 1) };
}

/**
 * A page of what KVS holds of a stream now: fragments that begin in the range. A page is in order by itself, and pages
 * are in none: that is how KVS gives them.
 *
 * @throws ArchiverError `NotFound` where the stream is not enrolled, or KVS has it no longer
 */
export async function keptFragments(
  streamName: string,
  range: FragmentRange,
  { limit, after }: { readonly limit: number; readonly after?: string },
  ports: KeptFragmentsPorts,
): Promise<{ items: readonly Fragment[]; nextToken: string | undefined }> {
  const { streamArn } = await enrolmentOf(streamName, ports.enrolments);
  const state = await ports.streams.get(streamArn);
  const stream = { streamArn, endpoints: state?.endpoints ?? {} };
  const found: Fragment[] = [];
  let next = after;
  for (let call = 1; call <= MOST_CALLS && found.length === 0; call += 1) {
    const page = await ports.pages.page(stream, range, limit, next);
    found.push(...page.items);
    next = page.next;
    if (next === undefined) break;
  }
  const at = range.clock === 'producer' ? 'producerMs' : 'serverMs';
  return { items: found.sort((a, b) => a[at] - b[at] || (a.number < b.number ? -1 : 1)), nextToken: next };
}

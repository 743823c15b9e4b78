import { ArchiverError } from '../../../core/errors.ts';
import type { GapRow, UnseenRow } from '../../../core/ledger/ledgerRow.ts';
import type { Ledger } from '../../../core/ports/ledger.ts';
import type { StreamNames } from '../../../core/ports/streamNames.ts';
import type { EnrolmentStore } from '../../../core/ports/streamStore.ts';

export interface GapListPorts {
  readonly names: StreamNames;
  readonly enrolments: Pick<EnrolmentStore, 'get'>;
  readonly ledger: Pick<Ledger, 'gaps'>;
}

/** `{time of creation}:{where the page before ended}`, of the stream that the next page begins in. */
const TOKEN = /^(\d{1,15}):(.*)$/s;

/** The time of creation at the end of a stream's ARN: streams of one name follow one another by it. */
const createdOf = (streamArn: string): number => Number(streamArn.slice(streamArn.lastIndexOf('/') + 1));

/**
 * A page of the gaps of every stream that ever bore the name, the oldest stream's first: they are known after the stream
 * was deleted and made again, and after its enrolment is gone.
 *
 * @param page `after` is the token of the page before
 * @throws ArchiverError `NotFound` where no stream was ever seen under the name; `InvalidInput` for a token that is not ours
 */
export async function gapList(
  streamName: string,
  page: { readonly limit: number; readonly after?: string },
  ports: GapListPorts,
): Promise<{ items: readonly (GapRow | UnseenRow)[]; nextToken?: string }> {
  const [seen, enrolment] = await Promise.all([ports.names.arnsOf(streamName), ports.enrolments.get(streamName)]);
  // One that was enrolled a moment ago may have no state yet.
  const arns = [...new Set([...seen, ...(enrolment === undefined ? [] : [enrolment.streamArn])])];
  if (arns.length === 0) {
    throw new ArchiverError('NotFound', `stream: ${streamName} is not enrolled, and never was`);
  }
  arns.sort((a, b) => createdOf(a) - createdOf(b));
  const [, created, after = ''] = page.after === undefined ? ['', '0'] : (TOKEN.exec(page.after) ?? []);
  if (created === undefined) throw new ArchiverError('InvalidInput', 'nextToken: is not one of ours');

  const items: (GapRow | UnseenRow)[] = [];
  const rest = arns.filter((arn) => createdOf(arn) >= Number(created));
  for (const [index, arn] of rest.entries()) {
    const begin = createdOf(arn) === Number(created) && after !== '' ? { after } : {};
    const found = await ports.ledger.gaps(arn, { limit: page.limit - items.length, ...begin });
    items.push(...found.items);
    if (found.nextToken !== undefined) return { items, nextToken: `${createdOf(arn)}:${found.nextToken}` };
    const next = rest[index + 1];
    if (next !== undefined && items.length >= page.limit) return { items, nextToken: `${createdOf(next)}:` };
  }
  return { items };
}

import {
  type Fragment,
  type FragmentSelectorType,
  ListFragmentsCommand,
} from '@aws-sdk/client-kinesis-video-archived-media';
import type { RunningKvs } from './startKvs.ts';

export interface ListingOptions {
  readonly type?: FragmentSelectorType;
  readonly maxResults?: number;
}

/** All pages of a listing, in the order in which they came. */
export async function listPages(
  kvs: RunningKvs,
  streamName: string,
  startMs: number,
  endMs: number,
  { type = 'PRODUCER_TIMESTAMP', maxResults = 1000 }: ListingOptions = {},
): Promise<readonly (readonly Fragment[])[]> {
  const pages: Fragment[][] = [];
  let token: string | undefined;
  do {
    const { Fragments, NextToken } = await kvs.archived.send(
      new ListFragmentsCommand({
        StreamName: streamName,
        MaxResults: maxResults,
        ...(token === undefined
          ? {
              FragmentSelector: {
                FragmentSelectorType: type,
                TimestampRange: { StartTimestamp: new Date(startMs), EndTimestamp: new Date(endMs) },
              },
            }
          : { NextToken: token }),
      }),
    );
    pages.push(Fragments ?? []);
    token = NextToken ?? undefined;
  } while (token !== undefined);
  return pages;
}

/** A whole listing in the order of the numbers. */
export async function listAll(...args: Parameters<typeof listPages>): Promise<readonly Fragment[]> {
  const fragments = (await listPages(...args)).flat();
  return fragments.sort((a, b) => ((a.FragmentNumber ?? '') < (b.FragmentNumber ?? '') ? -1 : 1));
}

import {
  type FragmentSelector,
  ListFragmentsCommand,
  type ListFragmentsCommandOutput,
} from '@aws-sdk/client-kinesis-video-archived-media';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import type { Endpoint } from './Installation.ts';

/** A fragment as KVS lists it, times in epoch milliseconds. */
export interface ListedFragment {
  readonly number: string;
  readonly producerMs: number;
  readonly serverMs: number;
  readonly lengthMs: number;
  readonly bytes: number;
}

/** Everything that KVS took in within the last day, in the order of the numbers. */
export async function listAllFragments({ archived }: Endpoint, streamName: string): Promise<ListedFragment[]> {
  const now = realSystem.clock.now();
  const selector: FragmentSelector = {
    FragmentSelectorType: 'SERVER_TIMESTAMP',
    TimestampRange: { StartTimestamp: new Date(now - 23 * 3_600_000), EndTimestamp: new Date(now + 60_000) },
  };
  const found: ListedFragment[] = [];
  let token: string | undefined;
  for (;;) {
    const page: ListFragmentsCommandOutput | undefined = await archived
      .send(
        new ListFragmentsCommand({
          StreamName: streamName,
          MaxResults: 1000,
          ...(token === undefined ? { FragmentSelector: selector } : { NextToken: token }),
        }),
      )
      .catch((error: Error) => {
        if (error.name !== 'ClientLimitExceededException') throw error;
        return undefined;
      });
    if (page === undefined) {
      await realSystem.clock.sleep(200);
      continue;
    }
    for (const fragment of page.Fragments ?? []) {
      found.push({
        number: fragment.FragmentNumber ?? '',
        producerMs: fragment.ProducerTimestamp?.getTime() ?? 0,
        serverMs: fragment.ServerTimestamp?.getTime() ?? 0,
        lengthMs: fragment.FragmentLengthInMilliseconds ?? 0,
        bytes: fragment.FragmentSizeInBytes ?? 0,
      });
    }
    token = page.NextToken ?? undefined;
    if (token === undefined) return found.sort(byNumber);
  }
}

export const byNumber = (a: { number: string }, b: { number: string }): number => (a.number < b.number ? -1 : 1);

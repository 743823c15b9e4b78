import { useQuery } from '@tanstack/react-query';
import type { components } from '../../client/createClient.ts';
import { useArchive } from './ArchiveContext.ts';

type Gap = components['schemas']['Gap'];
export type StreamGap = Gap & { readonly streamName: string };

const REFRESH_MS = 15_000;
/** As many as a person reads; the command line lists them all. */
const MOST = 1000;

/** The gaps of some streams, the ones first that leave KVS soonest. */
export function useGaps(streams: readonly string[]) {
  const archive = useArchive();
  return useQuery({
    queryKey: ['gaps', ...streams],
    queryFn: async () => {
      const gaps: StreamGap[] = [];
      for (const stream of streams) {
        for await (const gap of archive.eachItem('/streams/{stream}/gaps', {
          params: { path: { stream }, query: { limit: 1000 } },
        })) {
          gaps.push({ ...gap, streamName: stream });
          if (gaps.length === MOST) return { gaps: gaps.sort(bySoonest), more: true };
        }
      }
      return { gaps: gaps.sort(bySoonest), more: false };
    },
    refetchInterval: REFRESH_MS,
  });
}

/** What is counted at most: past that it is a sum for the gaps' own view. */
const COUNTED = 100;

/** How many gaps of a stream a backfill could close, from one page of them. */
export function useOpenGaps(stream: string, enabled: boolean) {
  const archive = useArchive();
  return useQuery({
    queryKey: ['gaps', { countOf: stream }],
    enabled,
    staleTime: REFRESH_MS,
    refetchInterval: 2 * REFRESH_MS,
    queryFn: async () => {
      const { items, nextToken } = await archive.get('/streams/{stream}/gaps', {
        params: { path: { stream }, query: { limit: COUNTED } },
      });
      return { count: items.filter(({ reason }) => reason === 'failed').length, more: nextToken !== undefined };
    },
  });
}

const untilMs = (gap: StreamGap): number =>
  gap.clock === 'producer' ? (gap.expiresMs ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;

function bySoonest(one: StreamGap, other: StreamGap): number {
  const first = untilMs(one);
  const second = untilMs(other);
  return first === second ? other.startMs - one.startMs : first - second;
}

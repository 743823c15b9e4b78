import { useQuery } from '@tanstack/react-query';
import { type Month, spanOfMonth } from '../stream/calendar/model/month.ts';
import { NO_FOOTAGE } from '../stream/timeline/model/Footage.ts';
import { useArchive } from './ArchiveContext.ts';
import { readTile } from './timeline.ts';

/** What is closer together than that is one: a month is a few lines. */
const RESOLUTION_MS = 3_600_000;

/** The footage of a month, an hour exactly; undefined until it is known. */
export function useMonth(stream: string, month: Month) {
  const archive = useArchive();
  const tile = { ...spanOfMonth(month), resolutionMs: RESOLUTION_MS };
  return useQuery({
    queryKey: ['month', stream, tile.startMs],
    staleTime: 60_000,
    placeholderData: NO_FOOTAGE,
    queryFn: ({ signal }) => readTile(archive, stream, tile, signal),
  });
}

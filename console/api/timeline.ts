import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ArchiverClient } from '../../client/createClient.ts';
import { type Footage, NO_FOOTAGE } from '../stream/timeline/model/Footage.ts';
import { joinTiles, type Tile } from '../stream/timeline/model/tiles.ts';
import { now } from '../system/clock.ts';
import { useArchive } from './ArchiveContext.ts';

/** What lies further back changes by backfill, retention and erasure alone. */
const SETTLED_MS = 30 * 60_000;
const FRESH_MS = 5000;
const KEPT_MS = 60_000;

export const tileKey = (stream: string, { startMs, endMs, resolutionMs }: Tile) =>
  ['timeline', stream, resolutionMs, startMs, endMs] as const;

/** The footage of a tile. */
export async function readTile(
  archive: ArchiverClient,
  stream: string,
  tile: Tile,
  signal: AbortSignal,
): Promise<Footage> {
  const timeline = await archive.get('/streams/{stream}/timeline', {
    params: {
      path: { stream },
      query: { from: String(tile.startMs), to: String(tile.endMs), resolution: String(tile.resolutionMs / 1000) },
    },
    signal,
  });
  return { ...timeline, detections: timeline.detections as unknown as Footage['detections'] };
}

/** The footage of some tiles of a stream, as far as it is known yet, and whether more is on its way. */
export function useFootage(stream: string, tiles: readonly Tile[]) {
  const archive = useArchive();
  const queries = useQueries({
    queries: tiles.map((tile) => ({
      queryKey: tileKey(stream, tile),
      queryFn: ({ signal }: { signal: AbortSignal }) => readTile(archive, stream, tile, signal),
      staleTime: tile.endMs < now() - SETTLED_MS ? KEPT_MS : FRESH_MS,
      refetchInterval: tile.endMs < now() - SETTLED_MS ? KEPT_MS : FRESH_MS,
      // Nothing is recorded in the future.
      enabled: tile.startMs < now() + KEPT_MS,
    })),
  });
  const known = queries.map(({ data }) => data ?? NO_FOOTAGE);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the parts are what is compared, not the list around them
  const footage = useMemo(() => joinTiles(known), known);
  return { footage, pending: queries.some(({ isPending, fetchStatus }) => isPending && fetchStatus === 'fetching') };
}

import { useQuery } from '@tanstack/react-query';
import { useArchive } from '../api/ArchiveContext.ts';
import { playlistOf } from '../api/playlists.ts';
import { useToken } from '../api/TokenContext.ts';
import { useObjectUrl } from '../parts/useObjectUrl.ts';
import { grabFrame } from './grabFrame.ts';
import { Turns } from './Turns.ts';

/** Decoders are dear: a phone has few. */
const decoders = new Turns(2);

export interface FrameWish {
  readonly stream: string;
  /** Footage of that span is looked at. */
  readonly fromMs: number;
  readonly toMs: number;
  /** The moment of the frame; the span's newest where it is left out. */
  readonly atMs?: number | undefined;
  /** What the frame is known by: two of one key are one. */
  readonly key: readonly unknown[];
  readonly enabled: boolean;
  /** How long it stays as it is; for ever, where that is left out. */
  readonly freshMs?: number;
}

/** The address of a frame of the archive; null where there is none, undefined until that is known. */
export function useFrame({ stream, fromMs, toMs, atMs, key, enabled, freshMs }: FrameWish): string | null | undefined {
  const archive = useArchive();
  const token = useToken();
  const frame = useQuery({
    queryKey: ['frame', stream, ...key],
    enabled,
    staleTime: freshMs ?? Number.POSITIVE_INFINITY,
    refetchInterval: freshMs ?? false,
    // A span without footage has no playlist: that it has none is known at once.
    retry: false,
    queryFn: ({ signal }) =>
      decoders.take(async () => {
        const playlistUrl = await playlistOf(archive, stream, { kind: 'archive', fromMs, toMs });
        return (await grabFrame({ playlistUrl, atMs, token: await token?.(), signal })) ?? null;
      }, signal),
  });
  const url = useObjectUrl(frame.data ?? undefined);
  if (url !== undefined) return url;
  return frame.isPending && enabled ? undefined : null;
}

import type { LedgerSpan } from '../../../core/coverage/LedgerSpan.ts';
import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import { type Fragment, producerMs } from '../../../core/fragment.ts';
import { arrangeSegments } from '../../../core/playback/arrangeSegments.ts';
import type { PlayableClip } from '../../../core/playback/ClipIndex.ts';
import { clipSegments } from '../../../core/playback/clipSegments.ts';
import {
  fragmentsOfClips,
  type GrowingFragment,
  growingSegment,
  growSegments,
  SETTLED_MS,
} from '../../../core/playback/growSegments.ts';
import { writePlaylist } from '../../../core/playback/writePlaylist.ts';
import type { FootageSource } from '../../../core/ports/footageSource.ts';
import type { LedgerSpans } from '../../../core/ports/ledgerSpans.ts';
import type { StreamStore } from '../../../core/ports/streamStore.ts';
import type { StreamState } from '../../../core/streams/streamState.ts';
import { logger } from '../../logger.ts';
import type { ClipIndexes } from './ClipIndexes.ts';
import type { LiveFragments } from './LiveFragments.ts';
import { type OwnedSpan, playableClips } from './playableClips.ts';
import type { PlaybackPorts } from './playbackPorts.ts';
import { isGrowing, isRecent, type PlaylistRequest } from './playlistRequest.ts';

export interface PlaylistPorts extends PlaybackPorts {
  readonly spans: Pick<LedgerSpans, 'between'>;
  readonly streams: Pick<StreamStore, 'get'>;
  readonly source: Pick<FootageSource, 'list'>;
  readonly indexes: ClipIndexes;
  readonly live: LiveFragments;
}

/** Rows that one playlist looks through at most. */
const MOST_ROWS = 20_000;
/** What one answer of a function holds is 6 MB as JSON (Lambda quotas, "Invocation payload"), and headers come with it. */
const MOST_BYTES = 5_500_000;
/** How far back footage is looked for that is in KVS and not archived: more than a machine that runs is behind. */
const LIVE_MS = 6 * 3_600_000;
/** A row ends with the time of its last frame, which may last so long. */
const LAST_FRAME_MS = 5000;
/** A camera's clock may be fast by so much. */
const AHEAD_MS = 3_600_000;

/** A playlist as it is answered. */
export interface ArchivePlaylist {
  readonly text: string;
  readonly isEnded: boolean;
}

/**
 * The playlist of a span: of the archived clips, and, while the span is still growing, of what KVS has and the archive has
 * not yet.
 *
 * @param base what stands before every address of a segment
 * @throws ArchiverError `NotFound` where no stream was ever seen under the name; `InvalidInput` naming `to` where the span
 *   is too long
 */
export async function archivePlaylist(
  streamName: string,
  request: PlaylistRequest,
  base: string,
  ports: PlaylistPorts,
): Promise<ArchivePlaylist> {
  const nowMs = ports.clock.now();
  const arns = await ports.names.arnsOf(streamName);
  if (arns.length === 0) throw new ArchiverError('NotFound', `stream: ${streamName} is not enrolled, and never was`);
  const span = { fromMs: request.fromMs, toMs: request.toMs ?? nowMs + AHEAD_MS };
  const rows = await rowsOf(arns, span, nowMs, ports);
  const clips = await playableClips(streamName, rows, ports.indexes, ports, (planId, error) =>
    logger.error('a clip cannot be played', { streamName, planId, error }),
  );
  const playlist = isGrowing(request, nowMs)
    ? await growing(arns, span, request, clips, base, ports)
    : await ended(arns, span, request, clips, base, ports);
  // In JSON a line's end takes two bytes.
  if (playlist.text.length + playlist.text.split('\n').length > MOST_BYTES) {
    throw new ArchiverError('InvalidInput', 'to: the span has more segments than one playlist holds; ask for less', {
      details: { field: 'to' },
    });
  }
  return playlist;
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

async function rowsOf(
  arns: readonly string[],
  { fromMs, toMs }: Span,
  nowMs: number,
  { spans }: Pick<PlaylistPorts, 'spans'>,
): Promise<OwnedSpan[]> {
  const isKept = ({ kind, retireAtMs }: LedgerSpan): boolean =>
    kind === 'clip' && (retireAtMs === undefined || retireAtMs > nowMs);
  const found = await Promise.all(
    arns.map(async (streamArn) =>
      (await spans.between(streamArn, fromMs - LAST_FRAME_MS, toMs, MOST_ROWS))
        .filter(isKept)
        .map((row) => ({ ...row, streamArn })),
    ),
  );
  return found.flat();
}

/** In order of time, whenever it was archived. Asked for by its type, footage that is in KVS alone stands in it too. */
async function ended(
  arns: readonly string[],
  span: Span,
  request: PlaylistRequest,
  clips: readonly PlayableClip[],
  base: string,
  ports: PlaylistPorts,
): Promise<ArchivePlaylist> {
  const live = isRecent(request, ports.clock.now()) ? await liveOfAll(arns, span, clips, ports) : [];
  const segments = [...clipSegments(clips, span), ...live.map(growingSegment)];
  return { text: writePlaylist(arrangeSegments(segments), { type: 'VOD', isEnded: true, base }), isEnded: true };
}

async function growing(
  arns: readonly string[],
  span: Span,
  { toMs }: PlaylistRequest,
  clips: readonly PlayableClip[],
  base: string,
  ports: PlaylistPorts,
): Promise<ArchivePlaylist> {
  const nowMs = ports.clock.now();
  const live = await liveOfAll(arns, span, clips, ports);
  const inside = [...fragmentsOfClips(clips), ...live].filter(
    ({ startMs, endMs }) => startMs < span.toMs && endMs > span.fromMs,
  );
  const isEnded = toMs !== undefined && nowMs > toMs + SETTLED_MS * 2;
  return {
    text: writePlaylist(growSegments(inside, isEnded ? Infinity : nowMs), { type: 'EVENT', isEnded, base }),
    isEnded,
  };
}

/** What KVS has of streams and no clip. */
async function liveOfAll(
  arns: readonly string[],
  span: Span,
  clips: readonly PlayableClip[],
  ports: PlaylistPorts,
): Promise<GrowingFragment[]> {
  const states = (await Promise.all(arns.map((arn) => ports.streams.get(arn)))).filter((state) => state !== undefined);
  const archived = new Set(clips.flatMap(({ numbers }) => numbers));
  const live = await Promise.all(states.map((state) => liveOf(state, span, archived, ports)));
  return live.flat();
}

/** What KVS has of a stream and no clip. */
async function liveOf(
  state: StreamState,
  { fromMs, toMs }: Span,
  archived: ReadonlySet<string>,
  { source, live, clock }: PlaylistPorts,
): Promise<Awaited<ReturnType<LiveFragments['describe']>>> {
  if (state.goneMs !== undefined) return [];
  const nowMs = clock.now();
  const startMs = Math.max(fromMs - 60_000, nowMs - LIVE_MS);
  const endMs = Math.min(toMs + 60_000, nowMs + AHEAD_MS);
  if (startMs >= endMs) return [];
  try {
    const listed = new Map<string, Fragment>();
    const range = { clock: 'producer', startMs: producerMs(startMs), endMs: producerMs(endMs) } as const;
    for await (const page of source.list(state, range)) {
      for (const fragment of page) listed.set(fragment.number, fragment);
    }
    const ordered = [...listed.values()].sort((a, b) => a.producerMs - b.producerMs);
    const first = ordered.findIndex(({ number }) => !archived.has(number));
    if (first < 0) return [];
    const isSettled = ({ serverMs, lengthMs }: Fragment): boolean => nowMs > serverMs + lengthMs + SETTLED_MS;
    const described = await live.describe(state, ordered.slice(first), isSettled);
    return described.filter(
      ({ number, startMs: at, endMs: end }) => !archived.has(number) && at < toMs && end > fromMs,
    );
  } catch (error) {
    // The stream is gone from KVS: what is archived is all there is.
    if (isArchiverError(error, 'NotFound')) return [];
    throw error;
  }
}

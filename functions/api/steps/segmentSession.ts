import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import { spanPlaybackRequest } from '../../../core/playback/playbackRequest.ts';
import type { ArchivePlaylists } from '../../../core/ports/archivePlaylists.ts';
import type { LedgerSpans } from '../../../core/ports/ledgerSpans.ts';
import type { SegmentStore } from '../../../core/ports/segmentStore.ts';
import type { StreamNames } from '../../../core/ports/streamNames.ts';
import { parseIdentifier, type StoredSegment } from '../../../core/segments/segmentReport.ts';
import { formatTime } from '../../../core/time/formatTime.ts';
import { type PlaybackSession, type StreamSessionPorts, streamSession } from './streamSession.ts';

export interface SegmentSessionPorts extends StreamSessionPorts {
  readonly segments: Pick<SegmentStore, 'get'>;
  readonly names: StreamNames;
  readonly spans: Pick<LedgerSpans, 'between'>;
  readonly playlists: ArchivePlaylists;
}

/** Rows of one segment, which is a day at most. */
const MOST_ROWS = 20_000;

/**
 * The segment that a device reported. @throws ArchiverError `InvalidInput` for what is no id; `NotFound` where nobody
 * reported it
 */
export async function segmentOf(
  clientID: unknown,
  { segments }: Pick<SegmentSessionPorts, 'segments'>,
): Promise<StoredSegment> {
  const id = parseIdentifier(clientID, 'clientID');
  const segment = await segments.get(id);
  if (segment !== undefined) return segment;
  throw new ArchiverError('NotFound', `clientID: nobody has reported a segment ${id}`, {
    details: { field: 'clientID' },
  });
}

/**
 * What plays a segment: a session of KVS, with nothing beside it, while KVS still has the whole of it; later a playlist
 * over the archive, which is HLS, in the archive's own segments that cover it.
 *
 * @param query how it is to be played, as of a stream's session
 * @throws ArchiverError `NotFound` where neither has it
 */
export async function segmentSession(
  segment: StoredSegment,
  query: Readonly<Record<string, string | undefined>>,
  ports: SegmentSessionPorts,
): Promise<PlaybackSession> {
  const span = { fromMs: Number(segment.begTime), toMs: Number(segment.endTime) };
  const terms = spanPlaybackRequest(query, span.fromMs, Math.max(span.toMs, span.fromMs + 2));
  const kept = await keptByKvs(segment.streamName, ports);
  const fromKvs = async (): Promise<PlaybackSession | undefined> => {
    try {
      return await streamSession(segment.streamName, terms, ports);
    } catch (error) {
      if (isArchiverError(error, 'NotFound')) return undefined;
      throw error;
    }
  };
  const fromArchive = async (): Promise<PlaybackSession | undefined> => {
    if (!(await isArchived(segment.streamName, span, ports))) return undefined;
    const expiresMs = ports.clock.now() + terms.expiresSeconds * 1000;
    const url = await ports.playlists.linkTo(segment.streamName, span, expiresMs);
    return { url, expiresAt: formatTime(expiresMs), source: 'archive', protocol: 'HLS', mode: 'ON_DEMAND' };
  };
  // What KVS has begun to forget would be played without its beginning.
  const isWhole = kept !== undefined && span.fromMs >= kept.sinceMs;
  const ways = isWhole ? [fromKvs, fromArchive] : [fromArchive, fromKvs];
  for (const way of ways) {
    const session = await way();
    if (session !== undefined) return session;
  }
  const since =
    kept === undefined
      ? `KVS knows no stream ${segment.streamName}`
      : `KVS keeps ${kept.hours} hours, which is since ${formatTime(kept.sinceMs)}`;
  throw new ArchiverError(
    'NotFound',
    `clientID: there is no footage from ${formatTime(span.fromMs)} to ${formatTime(span.toMs)} of ` +
      `${segment.streamName}: ${since}, and the archive has none of it`,
    { details: { field: 'clientID' } },
  );
}

/** Since when KVS has the stream's footage: producer time for server time, which is what was sent as it was recorded. */
async function keptByKvs(
  streamName: string,
  { enrolments, streams, clock }: SegmentSessionPorts,
): Promise<{ hours: number; sinceMs: number } | undefined> {
  const enrolment = await enrolments.get(streamName);
  const state = enrolment === undefined ? undefined : await streams.get(enrolment.streamArn);
  if (state === undefined || state.goneMs !== undefined) return undefined;
  const hours = state.retentionHours;
  return { hours, sinceMs: clock.now() - hours * 3_600_000 };
}

/** Whether any of the span is archived and not retired, under whichever stream bore the name. */
async function isArchived(
  streamName: string,
  { fromMs, toMs }: { fromMs: number; toMs: number },
  { names, spans, clock }: SegmentSessionPorts,
): Promise<boolean> {
  const now = clock.now();
  for (const arn of await names.arnsOf(streamName)) {
    const rows = await spans.between(arn, fromMs, toMs, MOST_ROWS);
    const stands = rows.some(
      ({ kind, startMs, endMs, retireAtMs }) =>
        kind === 'clip' && startMs < toMs && endMs >= fromMs && (retireAtMs === undefined || retireAtMs > now),
    );
    if (stands) return true;
  }
  return false;
}

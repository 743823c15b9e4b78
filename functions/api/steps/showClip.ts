import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import { type ClipReference, clipIdOf } from '../../../core/ledger/clipId.ts';
import { type ClipRow, type PlanLedgerRow, planRowKey, type StoredFile } from '../../../core/ledger/ledgerRow.ts';
import { type ClipManifest, clipManifestSchema, parseDocument } from '../../../core/manifests/manifest.ts';
import type { Ledger } from '../../../core/ports/ledger.ts';
import type { ObjectLinks } from '../../../core/ports/objectLinks.ts';
import type { ObjectStore } from '../../../core/ports/objectStore.ts';
import type { StreamNames } from '../../../core/ports/streamNames.ts';
import type { Clock } from '../../../core/system.ts';
import { formatTime } from '../../../core/time/formatTime.ts';

export interface ShowClipPorts {
  readonly names: StreamNames;
  readonly ledger: Pick<Ledger, 'get'>;
  readonly objects: Pick<ObjectStore, 'getBytes'>;
  readonly links: ObjectLinks;
  readonly clock: Clock;
}

const LINK_SECONDS = 3600;
/** As long as a session of KVS; whoever has the link has the footage. */
const LONGEST_LINK_SECONDS = 43_200;

/** @throws ArchiverError `InvalidInput`, naming `expires` */
export function clipLinkSeconds(text: string | undefined): number {
  if (text === undefined) return LINK_SECONDS;
  const seconds = Number(text);
  if (/^\d{1,6}$/.test(text) && seconds >= 1 && seconds <= LONGEST_LINK_SECONDS) return seconds;
  throw new ArchiverError(
    'InvalidInput',
    `expires: ${JSON.stringify(text)} is not a whole number of seconds from 1 to ${LONGEST_LINK_SECONDS}`,
    { details: { field: 'expires' } },
  );
}

/**
 * A clip of the archive: what it holds, how it is kept, and links to its files.
 *
 * @throws ArchiverError `NotFound` where it never was; `Expired` where it was retired or erased, saying when and why
 */
export async function showClip(
  clip: ClipReference,
  expiresSeconds: number,
  ports: ShowClipPorts,
): Promise<Record<string, unknown>> {
  const row = standing(await rowOf(clip, ports), clip, ports.clock.now());
  const manifest = row.clip === undefined ? undefined : await manifestOf(row.clip, ports);
  const { streamName, streamArn, startProducerMs, endProducerMs, source, retention, retireAtMs } = row;
  return {
    clipId: clipIdOf(clip),
    streamName,
    streamArn,
    startMs: startProducerMs,
    endMs: endProducerMs,
    fragments: row.numbers,
    source,
    // Rows of before there were classes: kept for ever.
    ...(retention === undefined ? {} : { retention }),
    ...(retireAtMs === undefined ? {} : { retiresAt: formatTime(retireAtMs) }),
    archivedAt: formatTime(row.writtenMs),
    ...(manifest === undefined ? {} : mediaOf(manifest)),
    ...(row.clip === undefined ? {} : { clip: await fileOf(row.clip, expiresSeconds, ports) }),
    ...(row.bundle === undefined ? {} : { bundle: await fileOf(row.bundle, expiresSeconds, ports) }),
  };
}

async function rowOf(clip: ClipReference, ports: ShowClipPorts): Promise<PlanLedgerRow | undefined> {
  const key = planRowKey(clip);
  for (const streamArn of await ports.names.arnsOf(clip.streamName)) {
    const row = await ports.ledger.get(streamArn, key);
    if (row !== undefined) return row;
  }
  return undefined;
}

/** The row, where its files are there. */
function standing(row: PlanLedgerRow | undefined, clip: ClipReference, now: number): ClipRow {
  const gone = (why: string): ArchiverError =>
    new ArchiverError('Expired', `clipId: ${clipIdOf(clip)} ${why}`, { details: { field: 'clipId' } });
  if (row?.kind === 'erased') throw gone(`was erased at ${formatTime(row.erasedMs)}: its owner asked for it`);
  if (row?.kind === 'clip') {
    const { retireAtMs } = row;
    if (retireAtMs === undefined || retireAtMs > now) return row;
    throw gone(`was retired at ${formatTime(retireAtMs)}: its retention (${row.retention ?? 'standard'}) ended`);
  }
  throw new ArchiverError('NotFound', `clipId: there is no clip ${clipIdOf(clip)}`, { details: { field: 'clipId' } });
}

/** A manifest that is lost or spoilt is verify's business: the clip is there all the same. */
async function manifestOf({ bucket, key }: StoredFile, ports: ShowClipPorts): Promise<ClipManifest | undefined> {
  const place = { bucket, key: manifestKey(key) };
  try {
    return parseDocument(clipManifestSchema, (await ports.objects.getBytes(place)).bytes, place.key);
  } catch (error) {
    if (isArchiverError(error, 'NotFound') || isArchiverError(error, 'Corrupt')) return undefined;
    throw error;
  }
}

const manifestKey = (key: string): string => key.replace(/\.(mp4|mkv)$/, '.json');

function mediaOf({ clip: { durationMs, codec, width, height } }: ClipManifest): Record<string, unknown> {
  return { durationMs, codec, width, height };
}

async function fileOf(
  { bucket, key, bytes, sha256 }: StoredFile,
  expiresSeconds: number,
  { links }: ShowClipPorts,
): Promise<Record<string, unknown>> {
  const fileName = key.slice(key.lastIndexOf('/') + 1);
  const link = await links.linkTo({ bucket, key }, { expiresSeconds, fileName });
  const manifest = await links.linkTo({ bucket, key: manifestKey(key) }, { expiresSeconds });
  return {
    bytes,
    sha256,
    url: link.url,
    manifestUrl: manifest.url,
    urlExpiresAt: formatTime(link.expiresMs),
  };
}

import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import type { Link } from '../../../core/links/Link.ts';
import { openLink } from '../../../core/links/openLink.ts';
import { openPackageLink } from '../../../core/links/packageLink.ts';
import type { SigningKey } from '../../../core/links/SigningKey.ts';
import type { SigningKeys } from '../../../core/ports/signingKeys.ts';
import type { AnswerHead } from '../streamed.ts';
import { archivePlaylist, type PlaylistPorts } from './archivePlaylist.ts';
import { archiveSegment } from './archiveSegment.ts';
import { encodedPlaylist } from './encodedPlaylist.ts';
import { type PackageAnswer, type PackagePorts, packagePlaylist } from './packagePlaylist.ts';

/** Of whoever asks for something below a link. */
export interface MediaRequest {
  readonly method: string;
  /** `/archive/{token}/…`, or `/archive/packages/{token}/…` */
  readonly path: string;
  readonly acceptEncoding: string;
}

/** An answer, its body in parts. */
export interface MediaAnswer extends AnswerHead {
  readonly parts: readonly Uint8Array[];
  /** What the log should know of. */
  readonly failure?: Error;
}

export interface MediaPorts extends PlaylistPorts, PackagePorts {
  readonly objects: PlaylistPorts['objects'];
  readonly keys: SigningKeys;
}

const PACKAGE_PATH = /^\/archive\/packages\/([A-Za-z0-9_-]{1,1024})\/([A-Za-z0-9._/-]{1,200})$/;
const PATH = /^\/archive\/([A-Za-z0-9_-]{1,1024})\/([a-z0-9./-]{1,200})$/;
/**
 * Addresses of segments hold for ever. Private: an edge that kept them would give them to whoever bears a link whose time is
 * over, and footage that was erased.
 */
const FOR_EVER = 'private, max-age=31536000, immutable';

const told = (statusCode: number, text: string, failure?: Error): MediaAnswer => ({
  statusCode,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  parts: [Buffer.from(`${text}\n`)],
  ...(failure === undefined ? {} : { failure }),
});

/** Answers what is asked for below a link of the archive or of a package: a playlist, or a segment. Never throws. */
export async function answerMedia(request: MediaRequest, ports: MediaPorts): Promise<MediaAnswer> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return told(405, 'only GET and HEAD');
  try {
    const answer = await answered(request, ports);
    // One answer for all that is wrong with a link: nobody learns what.
    if (answer === undefined) return told(403, 'this link does not open');
    return request.method === 'HEAD' ? { ...answer, parts: [] } : answer;
  } catch (error) {
    return refusal(error);
  }
}

async function answered(request: MediaRequest, ports: MediaPorts): Promise<MediaAnswer | undefined> {
  const [, packageToken, file = ''] = PACKAGE_PATH.exec(request.path) ?? [];
  if (packageToken !== undefined) {
    const link = await opened(ports, (keys, nowMs) => openPackageLink(keys, packageToken, nowMs));
    return link === undefined ? undefined : ofPackage(await packagePlaylist(link, file, ports), request);
  }
  const [, token = '', path = ''] = PATH.exec(request.path) ?? [];
  const link = await opened(ports, (keys, nowMs) => openLink(keys, token, nowMs, 'archive'));
  if (link === undefined) return undefined;
  return path === 'index.m3u8' ? playlist(link, request, ports) : segment(link, path, ports);
}

async function opened<T>(
  { keys, clock }: MediaPorts,
  open: (keys: readonly SigningKey[], nowMs: number) => T,
): Promise<T | undefined> {
  const known = await keys.keys();
  try {
    return open(known, clock.now());
  } catch (error) {
    if (isArchiverError(error, 'AccessDenied') || isArchiverError(error, 'Expired')) return undefined;
    throw error;
  }
}

async function playlist(link: Link, { acceptEncoding }: MediaRequest, ports: MediaPorts): Promise<MediaAnswer> {
  const { stream, fromMs = 0, toMs } = link;
  const span = { fromMs, ...(toMs === undefined ? {} : { toMs }) };
  const { body, headers } = await encodedPlaylist(await archivePlaylist(stream, span, '', ports), acceptEncoding);
  return { statusCode: 200, headers, parts: [Buffer.from(body)] };
}

async function ofPackage({ kind, text }: PackageAnswer, { acceptEncoding }: MediaRequest): Promise<MediaAnswer> {
  const { body, headers } = await encodedPlaylist({ text, isEnded: true }, acceptEncoding);
  const type = kind === 'sprite' ? { 'content-type': 'text/vtt; charset=utf-8' } : {};
  return { statusCode: 200, headers: { ...headers, ...type }, parts: [Buffer.from(body)] };
}

async function segment(link: Link, path: string, ports: MediaPorts): Promise<MediaAnswer> {
  const parts = await archiveSegment(link, path, ports);
  return { statusCode: 200, headers: { 'content-type': 'video/mp4', 'cache-control': FOR_EVER }, parts };
}

function refusal(thrown: unknown): MediaAnswer {
  const error = isArchiverError(thrown)
    ? thrown
    : new ArchiverError('Internal', 'something went wrong', { cause: thrown });
  switch (error.kind) {
    case 'AccessDenied':
      // Our own rights are no affair of the caller's.
      return error.details.aws === undefined
        ? told(403, 'this link does not open')
        : told(500, 'something went wrong', error);
    case 'Expired':
      return told(410, 'this footage is no longer kept');
    case 'InvalidInput':
      return told(400, error.message);
    case 'NotFound':
    case 'UnsupportedMedia':
      return told(404, 'there is no such footage', error);
    case 'Throttled':
    case 'NotYetAvailable':
    case 'Truncated':
      return told(503, 'try again', error);
    default:
      return told(500, 'something went wrong', error);
  }
}

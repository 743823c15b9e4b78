import type { Link } from '../links/Link.ts';
import type { SigningKey } from '../links/SigningKey.ts';
import { signLink } from '../links/signLink.ts';

/** How long addresses of one span stay the same; they are good for so long at least, and for twice as long at most. */
const BUCKET_MS = 12 * 3_600_000;

/** The footage that a link plays: of a span that is still growing, `toMs` may be absent. */
export interface LinkedSpan {
  readonly stream: string;
  readonly fromMs: number;
  readonly toMs?: number | undefined;
}

/** The link of a span of the archive: the same within a bucket of time, so that addresses of segments stay the same. */
export function archiveLink({ stream, fromMs, toMs }: LinkedSpan, nowMs: number, untilMs = Infinity): Link {
  const expiresMs = Math.min(untilMs, (Math.floor(nowMs / BUCKET_MS) + 2) * BUCKET_MS);
  return { kind: 'archive', stream, fromMs, ...(toMs === undefined ? {} : { toMs }), expiresMs };
}

/**
 * The path under which a span plays without a header: `/archive/{token}/index.m3u8`, for shares, Safari, VLC.
 *
 * @param untilMs when it ends at the latest
 */
export function archivePath(key: SigningKey, span: LinkedSpan, nowMs: number, untilMs?: number): string {
  return `/archive/${signLink(key, archiveLink(span, nowMs, untilMs))}/index.m3u8`;
}

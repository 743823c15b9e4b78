import type { RetentionClasses } from './retentionClasses.ts';

const DAY_MS = 86_400_000;

/** A class, and from when on lifecycle may take what bears it. */
export interface RaisedRetention {
  readonly retention: string;
  readonly retireAtMs?: number;
}

/**
 * What a clip is kept by, where the wanted class keeps longer than its own; nothing where it does not. A class that the
 * stack no longer has keeps for ever, and so does one without `expireDays`.
 *
 * @param clip its class, and from when on it may be gone: the midnight to which the class's days were added is behind that
 */
export function raisedRetention(
  classes: RetentionClasses,
  clip: { readonly retention: string; readonly retireAtMs?: number },
  wanted: string,
): RaisedRetention | undefined {
  const own = classes.get(clip.retention)?.expireDays;
  const longer = classes.get(wanted)?.expireDays;
  if (own === undefined || clip.retireAtMs === undefined) return undefined;
  if (longer === undefined) return { retention: wanted };
  if (longer <= own) return undefined;
  return { retention: wanted, retireAtMs: clip.retireAtMs + (longer - own) * DAY_MS };
}

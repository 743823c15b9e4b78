import { ArchiverError } from '../../core/errors.ts';
import type { Clock } from '../../core/system.ts';
import { formatSpan } from '../../core/time/formatTime.ts';

/** Signatures of a clock that is further off are refused (documented: Signature Version 4, five minutes). */
const REFUSED_MS = 5 * 60_000;
const TOLD_MS = 5_000;
/** The service's Date has whole seconds. */
const HALF_SECOND_MS = 500;
const TRY_MS = 5_000;
/** No footage is older than the program: a board without a battery begins at 1970 or at its image's date. */
const PROGRAM_MS = Date.UTC(2024, 0, 1);

/** What a check came to. */
export interface ClockCheck {
  /** This machine's clock less the service's; undefined where the service did not answer. */
  readonly skewMs: number | undefined;
  /** What people should be told; undefined when all is well. */
  readonly notice: string | undefined;
}

const HELP = 'set it (timedatectl set-ntp true; or: sudo date -u -s "2026-11-21 14:00:00") and start again';

/**
 * Holds this machine's clock against the service's: the Date header of any answer tells it. Footage is found by its time
 * for ever, so a clock that is minutes or years off may not stamp any.
 * @param endpoint of the control plane
 * @throws ArchiverError `InvalidInput` when the clock is more than five minutes off, or before the program was made.
 */
export async function checkClock(endpoint: string, clock: Clock, request: typeof fetch = fetch): Promise<ClockCheck> {
  const before = clock.now();
  if (before < PROGRAM_MS) {
    throw new ArchiverError('InvalidInput', `this machine's clock says ${isoOf(before)}: it was never set; ${HELP}`);
  }
  const date = await request(endpoint, { method: 'HEAD', signal: AbortSignal.timeout(TRY_MS) }).then(
    (response) => Date.parse(response.headers.get('date') ?? ''),
    () => Number.NaN,
  );
  const nowMs = (before + clock.now()) / 2;
  if (Number.isNaN(date)) {
    return {
      skewMs: undefined,
      notice: `the clock could not be held against the service's, which does not answer: it says ${isoOf(nowMs)}`,
    };
  }
  const skewMs = Math.round(nowMs - date - HALF_SECOND_MS);
  const off = `this machine's clock is ${formatSpan(Math.abs(skewMs))} ${skewMs > 0 ? 'ahead of' : 'behind'} the service's`;
  if (Math.abs(skewMs) > REFUSED_MS) {
    throw new ArchiverError(
      'InvalidInput',
      `${off} (${isoOf(nowMs)}): footage would bear wrong times, and the service refuses such calls; ${HELP}`,
      { details: { skewMs } },
    );
  }
  return { skewMs, notice: Math.abs(skewMs) > TOLD_MS ? `${off}: footage bears that much; ${HELP}` : undefined };
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}

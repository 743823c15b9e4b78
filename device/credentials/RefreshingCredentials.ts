import { ArchiverError, isArchiverError } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';
import { retryDelay } from '../putMedia/retryDelay.ts';
import type { CredentialProvider, ExpiringCredentials, TemporaryCredentials } from './CredentialProvider.ts';

/** What whoever runs a device wants to know of its credentials. Holds no secret. */
export type CredentialEvent =
  | { readonly kind: 'renewed'; readonly expiresMs: number }
  | {
      readonly kind: 'renewal-failed';
      readonly because: ArchiverError;
      /** Until when the old ones hold; in the past where they do not. */
      readonly expiresMs: number;
      readonly nextTryMs: number;
    };

export interface RefreshOptions {
  request(signal: AbortSignal): Promise<TemporaryCredentials>;
  readonly system: System;
  readonly onEvent?: ((event: CredentialEvent) => void) | undefined;
}

/** Not given out any more when they end so soon: a call takes its time, and clocks differ. AWS's C producer: 38 s. */
const MARGIN_MS = 40_000;
/** They are renewed when this part of their life is left, less up to half of it: a fleet does not ask as one. */
const LEFT = 0.25;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** Nothing but somebody's hand mends a certificate that is refused. */
const REFUSED_RETRY_MS = 300_000;

/**
 * Keeps temporary credentials fresh: renews them well before their end, tries again with back-off while the old ones
 * hold, and asks at once where somebody needs them and they do not. One request at a time.
 *
 * ```
 * given ──────────────────── 3/4 ─ renewed somewhere here ─ 7/8 ── (retries) ── end less 40 s ── end
 * ```
 */
export class RefreshingCredentials {
  readonly #options: RefreshOptions;
  readonly #closing = new AbortController();
  #held: TemporaryCredentials | undefined;
  #renewAfterMs = 0;
  #underWay: Promise<TemporaryCredentials> | undefined;
  #keeping: Promise<void> | undefined;

  constructor(options: RefreshOptions) {
    this.#options = options;
  }

  /** @throws ArchiverError of the request, where no credentials are held that are still good */
  readonly provide: CredentialProvider = async () => {
    const held = this.#held;
    const isGood = held !== undefined && this.#options.system.clock.now() < held.expiresMs - MARGIN_MS;
    return forSdk(isGood ? held : await this.#renew());
  };

  /** Ends the renewing; a request under way is given up. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled([this.#underWay, this.#keeping]);
  }

  #renew(): Promise<TemporaryCredentials> {
    this.#underWay ??= this.#request().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #request(): Promise<TemporaryCredentials> {
    const { request, system, onEvent } = this.#options;
    if (this.#closing.signal.aborted) throw new ArchiverError('Internal', 'the credentials are closed');
    const given = await request(this.#closing.signal);
    const lifeMs = given.expiresMs - system.clock.now();
    if (lifeMs <= 0)
      throw new ArchiverError('Expired', 'the credentials provider gave out credentials that have ended');
    this.#held = given;
    this.#renewAfterMs = lifeMs * (1 - LEFT * (1 - system.random.fraction() / 2));
    onEvent?.({ kind: 'renewed', expiresMs: given.expiresMs });
    this.#keeping ??= this.#keep();
    return given;
  }

  /** Waits by duration, not by the clock: that may be set meanwhile. */
  async #keep(): Promise<void> {
    const { system, onEvent } = this.#options;
    const { signal } = this.#closing;
    let failures = 0;
    let waitMs = this.#renewAfterMs;
    for (;;) {
      if (!(await slept(system, waitMs, signal))) return;
      try {
        await this.#renew();
        failures = 0;
        waitMs = this.#renewAfterMs;
      } catch (error) {
        if (signal.aborted) return;
        const because = isArchiverError(error) ? error : new ArchiverError('Internal', String(error), { cause: error });
        const [first, longest] = because.retryable
          ? [FIRST_RETRY_MS, LONGEST_RETRY_MS]
          : [LONGEST_RETRY_MS, REFUSED_RETRY_MS];
        failures += 1;
        waitMs = retryDelay(failures, first, longest, system.random.fraction());
        const expiresMs = this.#held?.expiresMs ?? 0;
        onEvent?.({ kind: 'renewal-failed', because, expiresMs, nextTryMs: system.clock.now() + waitMs });
      }
    }
  }
}

/** False where it was cut short. */
async function slept(system: System, ms: number, signal: AbortSignal): Promise<boolean> {
  await system.clock.sleep(ms, signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  return !signal.aborted;
}

/** `expiration` makes the SDK's clients ask again. */
function forSdk({ accessKeyId, secretAccessKey, sessionToken, expiresMs }: TemporaryCredentials): ExpiringCredentials {
  return { accessKeyId, secretAccessKey, sessionToken, expiration: new Date(expiresMs) };
}

import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../../core/system.ts';

/** What happens next on a PutMedia connection. `woken`: time has passed, or somebody called `wake`. */
export type SessionEvent =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'woken' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'cut' };

/** A request's body, read at the pace of who asks, interrupted at an interval so that silence can be noticed. */
export class SessionInput {
  readonly #body: AsyncIterator<Buffer>;
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  #next: Promise<SessionEvent> | undefined;
  #wakeNow: () => void = () => undefined;
  #woken: Promise<SessionEvent> | undefined;

  constructor(request: IncomingMessage, clock: Clock) {
    this.#body = (request.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Buffer>)[
      Symbol.asyncIterator
    ]();
    this.#clock = clock;
  }

  /** The next event; `woken` at the latest after `intervalMs`. */
  async next(intervalMs: number): Promise<SessionEvent> {
    this.#next ??= this.#body.next().then(
      ({ done, value }): SessionEvent => (done === true ? { kind: 'ended' } : { kind: 'bytes', bytes: value }),
      // The reason does not matter: the body ended before its end.
      (): SessionEvent => ({ kind: 'cut' }),
    );
    this.#woken ??= this.#sleep(intervalMs);
    const event = await Promise.race([this.#next, this.#woken]);
    if (event.kind === 'woken') this.#woken = undefined;
    else this.#next = undefined;
    return event;
  }

  /** Makes `next` answer `woken` at once. */
  wake(): void {
    this.#wakeNow();
  }

  close(): void {
    this.#closing.abort();
  }

  #sleep(intervalMs: number): Promise<SessionEvent> {
    return new Promise((resolve) => {
      const wake = (): void => resolve({ kind: 'woken' });
      this.#wakeNow = wake;
      this.#clock.sleep(intervalMs, this.#closing.signal).then(wake, wake);
    });
  }
}

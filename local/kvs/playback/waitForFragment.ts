import type { Call } from '../operations/Operation.ts';
import type { Stream } from '../streams/Stream.ts';

/**
 * Waits for the next persisted fragment of a stream; also ends when the reader goes away. False when none can be
 * expected: the stream is gone, or there was neither a fragment nor a producer for the time that is set (observed:
 * about 3 s; the real service sends frames before their fragment is complete, so an open PutMedia counts as life here).
 */
export async function waitForFragment(stream: Stream, { context, response }: Call): Promise<boolean> {
  for (;;) {
    if (stream.deleted.aborted || context.closing.aborted || response.destroyed) return false;
    const isFed = stream.putMediaConnections.open > 0;
    const settled = new AbortController();
    const wake = (): void => settled.abort();
    const forget = stream.onPersisted(wake);
    response.once('close', wake);
    stream.deleted.addEventListener('abort', wake);
    context.closing.addEventListener('abort', wake);
    try {
      await context.system.clock.sleep(context.settings().getMediaIdleMs, settled.signal).catch((error: unknown) => {
        if (!settled.signal.aborted) throw error;
      });
    } finally {
      forget();
      response.off('close', wake);
      stream.deleted.removeEventListener('abort', wake);
      context.closing.removeEventListener('abort', wake);
    }
    if (settled.signal.aborted) return !stream.deleted.aborted;
    if (!isFed && stream.putMediaConnections.open === 0) return false;
  }
}

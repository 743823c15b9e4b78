import type { Call } from '../operations/Operation.ts';

/** How long bytes that nobody wants are still taken before the connection is closed. */
const LINGER_MS = 2_000;

/**
 * Ends a PutMedia answer while the body may still be coming. To close at once would reset the connection, and the
 * client might never see the last acknowledgement: what comes is thrown away for a moment, then the connection closes.
 */
export function lingeringEnd({ request, response, context }: Pick<Call, 'request' | 'response' | 'context'>): void {
  if (!response.writableEnded) response.end();
  if (request.complete || request.destroyed) return;
  const done = new AbortController();
  request.once('end', () => done.abort());
  request.once('close', () => done.abort());
  request.resume();
  const close = (): void => {
    if (!request.complete) request.socket.destroy();
  };
  context.system.clock.sleep(LINGER_MS, AbortSignal.any([done.signal, context.closing])).then(close, close);
}

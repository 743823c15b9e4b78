import type { Tally } from '../../functions/verify/steps/auditPorts.ts';
import type { Context } from '../Context.ts';
import { plural } from '../terminal/plural.ts';

export interface AuditProgress {
  /** Takes the line away, so that a finding can be told; it comes back. */
  pause(): void;
  end(): void;
}

const TERMINAL_MS = 200;
const PIPE_MS = 10_000;

/** How far an audit is: a line that changes on a terminal, a line now and then in a pipe; always to stderr. */
export function startProgress(tally: Tally, { stderr, system }: Context): AuditProgress {
  const startedMs = system.clock.now();
  const clear = stderr.isTerminal ? '\r\u001b[K' : '';
  let shown = false;
  const text = (): string => {
    const seconds = Math.max(0.001, (system.clock.now() - startedMs) / 1000);
    const read = tally.read > 0 ? `, ${plural(tally.read, 'file')} read` : '';
    const counts = `${plural(tally.rows, 'row')}, ${plural(tally.objects, 'object')}, ${plural(tally.fragments, 'fragment')}`;
    return `${counts}${read}; ${Math.round(tally.rows / seconds)} rows/s`;
  };
  const timer = setInterval(
    () => {
      stderr.write(stderr.isTerminal ? `${clear}${text()}` : `${text()}\n`);
      shown = stderr.isTerminal;
    },
    stderr.isTerminal ? TERMINAL_MS : PIPE_MS,
  );
  timer.unref();
  const pause = (): void => {
    if (shown) stderr.write(clear);
    shown = false;
  };
  return {
    pause,
    end: () => {
      clearInterval(timer);
      pause();
    },
  };
}

import { main } from '../../cli/main.ts';
import type { System } from '../../core/system.ts';

/** A moment for relative times: 2026-11-21T14:00:00Z. */
export const NOW_MS = Date.UTC(2026, 10, 21, 14);

const system: System = {
  clock: { now: () => NOW_MS, sleep: () => Promise.resolve() },
  random: { fraction: () => 0, bytes: (count) => new Uint8Array(count), uuid: () => '0' },
};

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process, at NOW_MS, without waiting, as if its output were piped. */
export async function runCli(argv: readonly string[], env: Record<string, string> = {}): Promise<CliRun> {
  const written = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      written[name] += text;
    },
    isTerminal: false,
    width: () => 100,
  });
  const code = await main(argv, '/nowhere', {
    stdout: output('stdout'),
    stderr: output('stderr'),
    env,
    system,
    onInterrupt: () => () => undefined,
    exit: (status) => {
      throw new Error(`exit(${status}) was called`);
    },
  });
  return { code, ...written };
}

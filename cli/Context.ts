import type { System } from '../core/system.ts';
import type { Output } from './terminal/Output.ts';

/** What a command has from the process that it runs in; tests pass their own. */
export interface Context {
  /** Results. With `--json`, JSON and nothing else. */
  readonly stdout: Output;
  /** Progress, warnings and errors. */
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly system: System;
  /** The folder of `serverless.yml`. */
  readonly root: string;
  /** Calls `listener` at Ctrl-C, SIGTERM or a closed terminal, until the returned function is called. */
  onInterrupt(listener: () => void): () => void;
  /** Ends the process at once. */
  exit(code: number): void;
}

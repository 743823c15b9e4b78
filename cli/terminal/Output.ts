/** Where text goes: a terminal, a file, a pipe. */
export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Columns of the terminal. */
  readonly width: () => number;
}

/** A stream of the process as an output. Text that nobody reads any more (`| head`) is dropped. */
export function outputOf(stream: NodeJS.WriteStream): Output {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    write: (text) => void stream.write(text),
    isTerminal: stream.isTTY === true,
    width: () => stream.columns ?? 80,
  };
}

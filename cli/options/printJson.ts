import type { Output } from '../terminal/Output.ts';

/** One JSON document, indented for a terminal, on one line for a pipe. */
export function printJson(output: Output, value: unknown): void {
  output.write(`${JSON.stringify(value, undefined, output.isTerminal ? 2 : undefined)}\n`);
}

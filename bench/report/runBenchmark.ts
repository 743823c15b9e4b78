import { realSystem } from '../../cloud/system/realSystem.ts';
import { describeMachine } from './describeMachine.ts';
import type { Report } from './Report.ts';

type Measured = Omit<Report, 'benchmark' | 'startedAt' | 'machine'>;

/** Tells how far it is; stdout is for the report alone. */
export function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Runs a benchmark and prints its report. The exit code says whether it could run, not how fast it was. */
export async function runBenchmark(benchmark: string, measure: () => Promise<Measured>): Promise<void> {
  const startedAt = new Date(realSystem.clock.now()).toISOString();
  const machine = describeMachine();
  try {
    const report: Report = { benchmark, startedAt, machine, ...(await measure()) };
    process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  } catch (error) {
    process.stderr.write(`${benchmark} could not run: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  }
}

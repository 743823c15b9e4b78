import { isArchiverError } from '../core/errors.ts';
import { measureThrottling } from '../core/observe/measureWork.ts';
import type { Measurement } from '../core/observe/metrics.ts';
import { logger } from './logger.ts';
import { publishMetrics, takeThrottled } from './metrics.ts';

/**
 * A handler of a state machine's step: says in JSON what came in and what came out, with stream and run in every line,
 * publishes what it measured, and lets errors through under their names, which the machine's `ErrorEquals` know.
 */
export function step<Input extends object, Output extends object>(
  name: string,
  carryOut: (input: Input) => Promise<Output>,
  measure: (output: Output, input: Input) => readonly Measurement[] = () => [],
): (input: Input) => Promise<Output> {
  return async (input) => {
    const about = { step: name, ...subjectOf(input) };
    try {
      const output = await carryOut(input);
      logger.info(name, { ...about, output });
      publishMetrics([...measure(output, input), ...measureThrottling({ calls: takeThrottled(), gaveUp: false })]);
      return output;
    } catch (error) {
      // Retries and gaps are the machine's; a throttle is no news.
      const level = isArchiverError(error, 'Throttled') ? 'warn' : 'error';
      logger[level](name, { ...about, error: error instanceof Error ? error : new Error(String(error)) });
      const gaveUp = isArchiverError(error, 'Throttled');
      publishMetrics(measureThrottling({ calls: takeThrottled(), gaveUp }));
      throw error;
    }
  };
}

/** Stream, run and plan, from wherever a step's input holds them. */
function subjectOf(given: object): Record<string, unknown> {
  const { window, run, item, plan, input, executionArn, image } = given as {
    image?: { streamName?: string };
    window?: { streamName?: string; runId?: string; executionArn?: string };
    run?: { runId?: string; executionArn?: string };
    item?: { streamName?: string };
    plan?: { planId?: string };
    /** What a run was asked for, as its first step has it. */
    input?: { stream?: string };
    executionArn?: string;
  };
  const execution = window?.executionArn ?? run?.executionArn ?? executionArn;
  return {
    streamName: window?.streamName ?? item?.streamName ?? input?.stream ?? image?.streamName,
    runId: window?.runId ?? run?.runId ?? execution?.split(':').pop(),
    executionArn: execution,
    planId: plan?.planId,
  };
}

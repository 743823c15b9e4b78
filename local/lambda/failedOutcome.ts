import type { LambdaOutcome } from '../states/LambdaOutcome.ts';

/** A failed outcome in the form that Lambda gives it. */
export function failedOutcome(errorType: string, errorMessage: string, trace: readonly string[] = []): LambdaOutcome {
  return { ok: false, errorType, errorMessage, payload: { errorType, errorMessage, trace } };
}

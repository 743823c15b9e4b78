/** As Step Functions hands an error on. */
export interface MachineFailure {
  readonly Error?: string;
  readonly Cause?: string;
}

/** Longest text that a record keeps of what went wrong. */
const MOST_MESSAGE = 1000;

/** What went wrong, for people: a Lambda's cause is JSON with the message and a stack trace, which is nobody's business. */
export function messageOfFailure({ Cause = '' }: MachineFailure): string {
  try {
    const { errorMessage } = JSON.parse(Cause) as { errorMessage?: unknown };
    if (typeof errorMessage === 'string') return errorMessage.slice(0, MOST_MESSAGE);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return Cause.slice(0, MOST_MESSAGE);
}

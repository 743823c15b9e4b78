/** What an invoked function did: it returned a payload, or it ended with an error. */
export type LambdaOutcome =
  | { readonly ok: true; readonly payload: unknown }
  | {
      readonly ok: false;
      /** The error's name as the runtime reports it; `Sandbox.Timedout` where the function ran out of its time. */
      readonly errorType: string;
      readonly errorMessage: string;
      /** The whole error payload (`errorType`, `errorMessage`, `trace`). */
      readonly payload: unknown;
    };

/**
 * Invokes a function by name or ARN and waits for its outcome.
 * Rejects only where the service itself refuses, with an error named `Lambda.*` (`Lambda.TooManyRequestsException`).
 */
export type InvokeLambda = (
  functionNameOrArn: string,
  payload: unknown,
  options: { signal: AbortSignal },
) => Promise<LambdaOutcome>;

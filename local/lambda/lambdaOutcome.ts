/** How an invocation ended; both sides of it are answers, not exceptions of the host. */
export type LambdaOutcome =
  | { readonly ok: true; readonly payload: unknown }
  | {
      readonly ok: false;
      /** The error's name as the function threw it, or `Sandbox.Timedout`, `Runtime.ExitError`, ... */
      readonly errorType: string;
      readonly errorMessage: string;
      /** What Lambda's Invoke answers in its body: `{ errorType, errorMessage, trace }`. */
      readonly payload: unknown;
    };

/** A failed outcome in the form that Lambda gives it. */
export function failedOutcome(errorType: string, errorMessage: string, trace: readonly string[] = []): LambdaOutcome {
  return { ok: false, errorType, errorMessage, payload: { errorType, errorMessage, trace } };
}

import { fromAwsError } from '../../cloud/awsError.ts';
import type { TriedCall } from '../../core/doctor/StackFacts.ts';
import { isArchiverError } from '../../core/errors.ts';

/** Tries calls one by one and keeps what became of each: one that is denied must not hide the next. */
export class Probe {
  readonly #calls = new Map<string, TriedCall>();
  readonly #tell: (doing: string) => void;

  /** @param tell is told of each call before it is made */
  constructor(tell: (doing: string) => void) {
    this.#tell = tell;
  }

  get calls(): readonly TriedCall[] {
    return [...this.#calls.values()];
  }

  /**
   * @param action as a policy names it
   * @returns what the call gave; undefined where it failed, which `calls` then tells of, or where it found nothing
   */
  async try<T>(action: string, call: () => Promise<T>): Promise<T | undefined> {
    this.#tell(action);
    try {
      const result = await call();
      if (!this.#calls.has(action)) this.#calls.set(action, { action });
      return result;
    } catch (error) {
      const known = isArchiverError(error) ? error : fromAwsError(error, action);
      // What is asked for may well not be there: that is an answer.
      const found =
        known.kind === 'NotFound' ? {} : { failure: { denied: known.kind === 'AccessDenied', message: known.message } };
      this.#calls.set(action, { action, ...found });
      return undefined;
    }
  }
}

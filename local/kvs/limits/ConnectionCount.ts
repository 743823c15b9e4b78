import { KvsError, type KvsErrorName } from '../kvsError.ts';

/** How many connections of one kind a stream may have at once. The newest is refused, not the oldest closed. */
export class ConnectionCount {
  readonly #limit: number;
  readonly #refusal: KvsErrorName;
  readonly #api: string;
  #open = 0;

  constructor(api: string, limit: number, refusal: KvsErrorName) {
    this.#api = api;
    this.#limit = limit;
    this.#refusal = refusal;
  }

  get open(): number {
    return this.#open;
  }

  /**
   * Counts a connection; the answer gives it back (calling it again does nothing).
   * @throws KvsError of the kind that the API answers.
   */
  enter(): () => void {
    if (this.#open >= this.#limit) {
      throw new KvsError(
        this.#refusal,
        `Limit exceeded on number of concurrent ${this.#api} connections for the stream: ${this.#limit}.`,
      );
    }
    this.#open++;
    let entered = true;
    return () => {
      if (!entered) return;
      entered = false;
      this.#open--;
    };
  }
}

import type { SimulatedClock } from './SimulatedClock.ts';

/** The function died: what it had on its way still counts, and nothing of it happens any more. */
export class FunctionDied extends Error {
  constructor(name: string) {
    super(`${name} was ended`);
    this.name = 'Runtime.ExitError';
  }
}

/** One invocation of a step: it rests while all that it does is wait for its calls, and it may be ended at any of them. */
export class Invocation {
  readonly step: string;
  readonly number: number;
  /** Of the run that invoked it, where it is known. */
  readonly runId: string;
  readonly #clock: SimulatedClock;
  #resting = 0;
  #dead = false;
  #die: (error: Error) => void = () => undefined;

  constructor(step: string, number: number, runId: string, clock: SimulatedClock) {
    this.step = step;
    this.number = number;
    this.runId = runId;
    this.#clock = clock;
  }

  /** Runs the step's work until it has ended, or until it is ended. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const died = new Promise<never>((_resolve, reject) => {
      this.#die = reject;
    });
    // The time stands still but where it waits: steps use real files.
    return this.#clock.busy(() => Promise.race([work(), died]));
  }

  /** Waits; of calls that are under way side by side the last one to come back ends the rest. */
  async rest(ms: number): Promise<void> {
    if (this.#resting++ === 0) this.#clock.rest();
    await this.#clock.sleep(ms);
    if (--this.#resting === 0) this.#clock.wakeUp();
    if (this.#dead) await NEVER;
  }

  /** Ends it: whatever still waits for an answer never has one, as code of a process that is gone does not go on. */
  async die(): Promise<never> {
    this.#dead = true;
    this.#die(new FunctionDied(this.step));
    return NEVER;
  }
}

const NEVER = new Promise<never>(() => undefined);

import type { FuzzTarget } from '../Target.ts';
import { mutate } from './mutate.ts';
import { runInput } from './runInput.ts';
import type { SeededRandom } from './SeededRandom.ts';
import { shrink } from './shrink.ts';

/** What a run has come to. */
export interface FuzzReport {
  readonly inputs: number;
  /** Inputs that reached something new, seeds and the kept corpus included. */
  readonly corpus: number;
  readonly blocks: number;
  readonly findings: number;
}

/** What happens while it runs. */
export interface FuzzObserver {
  /** Before each input: whoever watches sees what a hang hangs on. */
  onInput(input: Uint8Array): void;
  /** An input that reached something new, and was in no corpus. */
  onReached(input: Uint8Array): void;
  /** A broken promise, told once a kind, with the shortest input found for it. */
  onFinding(input: Uint8Array, error: Error): void;
  onProgress(report: FuzzReport): void;
}

/** What has been reached so far; `Coverage` asks V8. */
export interface ReachedSet {
  readonly size: number;
  news(): number;
  note(reached: string | undefined): number;
}

export interface FuzzOptions {
  readonly target: FuzzTarget;
  readonly corpus: readonly Uint8Array[];
  readonly random: SeededRandom;
  readonly coverage: ReachedSet;
  /** Whether to go on; asked before each input. */
  goesOn(inputs: number): boolean;
  readonly observer: FuzzObserver;
}

const PROGRESS_INPUTS = 500;
const MAX_FINDINGS = 20;

/** Where it broke, without what differs from input to input. */
const kindOf = (error: Error): string =>
  `${error.message.replaceAll(/\d+/g, '#').slice(0, 200)}\n${error.stack?.split('\n')[1] ?? ''}`;

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** Mutates what reached something new, for as long as it may. */
export async function fuzzLoop(options: FuzzOptions): Promise<FuzzReport> {
  const { target, random, coverage, observer } = options;
  const dictionary = (target.dictionary ?? []).map((word) => (typeof word === 'string' ? Buffer.from(word) : word));
  const corpus: Uint8Array[] = [];
  const kinds = new Set<string>();
  let inputs = 0;
  const report = (): FuzzReport => ({ inputs, corpus: corpus.length, blocks: coverage.size, findings: kinds.size });

  let said = 0;
  const failureOf = async (input: Uint8Array): Promise<Error | undefined> => {
    observer.onInput(input);
    try {
      said = coverage.note(await runInput(target, input));
      return undefined;
    } catch (error) {
      return asError(error);
    }
  };
  const tryInput = async (input: Uint8Array, known: boolean): Promise<void> => {
    inputs += 1;
    const failure = await failureOf(input);
    if (failure !== undefined && !kinds.has(kindOf(failure))) {
      kinds.add(kindOf(failure));
      const kind = kindOf(failure);
      const shortest = await shrink(input, async (shorter) => {
        const again = await failureOf(shorter);
        return again !== undefined && kindOf(again) === kind;
      });
      observer.onFinding(shortest, failure);
    }
    if (coverage.news() + said > 0 || known) {
      corpus.push(input);
      if (!known) observer.onReached(input);
    }
    if (inputs % PROGRESS_INPUTS === 0) observer.onProgress(report());
  };

  coverage.news();
  for (const input of [...(await target.seeds()), ...options.corpus]) await tryInput(input, true);
  while (kinds.size < MAX_FINDINGS && options.goesOn(inputs)) {
    // Newer inputs reach further: every second one comes from the last quarter.
    const young = random.below(2) === 0 ? corpus.slice(-Math.ceil(corpus.length / 4)) : corpus;
    await tryInput(mutate(random.pick(young), random, { corpus, dictionary, maxBytes: target.maxBytes }), false);
  }
  return report();
}

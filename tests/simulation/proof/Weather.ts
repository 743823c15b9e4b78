import { ArchiverError } from '../../../core/errors.ts';
import type { Fragment } from '../../../core/fragment.ts';
import type { ByteStream, FragmentRange } from '../../../core/ports/footageSource.ts';
import { StateFailure } from '../../../local/states/interpreter/StateFailure.ts';
import type { ArchiveWorld } from '../ArchiveWorld.ts';
import type { Invocation } from '../Invocation.ts';

/** What goes wrong in a world, and how often: the chance of each at each place where it could. */
export interface Rates {
  /** A call is refused: too many. */
  readonly throttle: number;
  /** A call fails before its work is done, or after it (its answer is lost). */
  readonly broken: number;
  readonly answerLost: number;
  /** A function ends before a call reaches its service, or once its work is done. */
  readonly killBefore: number;
  readonly killAfter: number;
  /** Lambda does not start a function, or tells that its time was over. */
  readonly refused: number;
  /** A function takes up to two minutes longer. */
  readonly slow: number;
  /** The body of GetClip or of GetMediaForFragmentList ends early as if whole, ends in a reset, has broken structure. */
  readonly cut: number;
  readonly reset: number;
  readonly corrupt: number;
  /** A listing shows a fragment late (by minutes), leaves one out, gives a page again, gives its pages backwards. */
  readonly late: number;
  readonly hidden: number;
  readonly repeated: number;
  /** The clock of the machine that executes a step is wrong by up to three minutes. */
  readonly skew: number;
}

const KINDS: Readonly<Record<keyof Rates, number>> = {
  throttle: 0.1,
  broken: 0.07,
  answerLost: 0.07,
  killBefore: 0.025,
  killAfter: 0.025,
  refused: 0.15,
  slow: 0.12,
  cut: 0.4,
  reset: 0.4,
  corrupt: 0.4,
  late: 0.25,
  hidden: 0.15,
  repeated: 0.5,
  skew: 0.3,
};

const MOST_SKEW_MS = 180_000;

/** Bad weather over a world, drawn from a seed: which faults it has, how many of each, and at which calls. */
export class Weather {
  readonly rates: Rates;
  /** How often each struck. */
  readonly hits: Record<string, number> = {};
  readonly #fraction: () => number;
  readonly #world: ArchiveWorld;
  #calm = false;

  constructor(world: ArchiveWorld, fraction: () => number) {
    this.#world = world;
    this.#fraction = fraction;
    // Two to six kinds of trouble at a time: with all of them at once few runs would get anywhere.
    const names = Object.keys(KINDS) as (keyof Rates)[];
    const wanted = 2 + Math.floor(fraction() * 5);
    const rates = Object.fromEntries(names.map((name) => [name, 0])) as Record<keyof Rates, number>;
    for (let i = 0; i < wanted; i++) {
      const name = names[Math.floor(fraction() * names.length)] ?? 'throttle';
      rates[name] = KINDS[name] * (0.2 + fraction());
    }
    this.rates = rates;
    world.fault = (call) => this.#fault(call);
    world.kill = (call) => this.#strikes(call.endsWith(' answered') ? 'killAfter' : 'killBefore', call);
    world.refuse = (step) => this.#refuse(step);
    world.slow = (step) => (this.#strikes('slow', step) ? Math.floor(fraction() * 120_000) : 0);
    world.body = (call, body) => this.#body(call, body);
    world.pages = (pages, range, invocation) => this.#pages(pages, range, invocation);
    world.skew = (invocation) =>
      this.#strikes('skew', invocation.step) ? Math.floor((fraction() * 2 - 1) * MOST_SKEW_MS) : 0;
  }

  /** Nothing goes wrong from here on. */
  clear(): void {
    this.#calm = true;
  }

  /** How late a fragment that is recorded now becomes listable, in ms. */
  lag(): number {
    const usual = 200 + Math.floor(this.#fraction() * 1500);
    return this.#strikes('late', 'a fragment') ? 30_000 + Math.floor(this.#fraction() * 600_000) : usual;
  }

  #strikes(kind: keyof Rates, at: string): boolean {
    if (this.#calm || this.rates[kind] === 0 || this.#fraction() >= this.rates[kind]) return false;
    this.hits[kind] = (this.hits[kind] ?? 0) + 1;
    this.#world.watch(`  FAULT ${kind} at ${at}`);
    return true;
  }

  #fault(call: string): Error | undefined {
    if (call.endsWith(' answered')) {
      return this.#strikes('answerLost', call) ? new ArchiverError('Internal', 'the answer was lost') : undefined;
    }
    if (this.#strikes('throttle', call)) return new ArchiverError('Throttled', 'too many calls');
    return this.#strikes('broken', call) ? new ArchiverError('Internal', 'the service has failed') : undefined;
  }

  #refuse(step: string): StateFailure | undefined {
    if (!this.#strikes('refused', step)) return undefined;
    const names = ['Lambda.TooManyRequestsException', 'Lambda.ServiceException', 'Sandbox.Timedout'];
    return new StateFailure(
      names[Math.floor(this.#fraction() * names.length)] ?? 'Lambda.Unknown',
      'as a fault has it',
    );
  }

  #body(call: string, body: ByteStream): ByteStream {
    const kind = (['cut', 'reset', 'corrupt'] as const).find((each) => this.#strikes(each, call));
    if (kind === undefined) return body;
    const at = Math.floor(this.#fraction() * 1200);
    return kind === 'corrupt' ? corrupted(body) : shortened(body, at, kind === 'reset');
  }

  async *#pages(
    pages: AsyncIterable<readonly Fragment[]>,
    range: FragmentRange,
    { step }: Invocation,
  ): AsyncIterable<readonly Fragment[]> {
    const all: (readonly Fragment[])[] = [];
    for await (const page of pages) {
      const hidden = this.#strikes('hidden', `${step}: a listing by ${range.clock} time`);
      const without = hidden ? Math.floor(this.#fraction() * page.length) : -1;
      // Pages of a few: the order of pages matters more than their size.
      const shown = page.filter((_fragment, index) => index !== without);
      for (let first = 0; first < shown.length; first += 7) all.push(shown.slice(first, first + 7));
    }
    if (this.#strikes('repeated', step)) all.push(...all.slice(0, 2));
    yield* all;
  }
}

async function* shortened(body: ByteStream, at: number, reset: boolean): ByteStream {
  let left = at;
  for await (const chunk of body) {
    if (chunk.length > left) {
      yield chunk.subarray(0, left);
      if (reset) throw new ArchiverError('Truncated', 'the connection was reset');
      return;
    }
    left -= chunk.length;
    yield chunk;
  }
}

/** The structure is broken where each part begins. Media bytes that are changed nobody could tell: TLS carries them. */
async function* corrupted(body: ByteStream): ByteStream {
  for await (const chunk of body) yield chunk.map((byte, index) => (index < 64 ? byte ^ 0x5a : byte));
}

import type { FragmentNumber } from '../../../core/fragment.ts';
import type { GapRow } from '../../../core/ledger/ledgerRow.ts';
import type { PlanChange } from '../../../core/ports/streamStore.ts';
import type { Listing } from '../../../core/runs/run.ts';
import { BUNDLE_TRIES } from '../../../core/streams/streamState.ts';
import type { ArchiveWorld, PortCall } from '../ArchiveWorld.ts';

/** Sees what a world does while it does it, and notes what must never be so at any moment. */
export class Witness {
  readonly violations: string[] = [];
  /** Every call, fault and decision, in order; kept where it is asked for. */
  readonly history: string[] = [];
  /** Fragments that a pass has listed by server time and has then planned, or found known. */
  readonly listed = new Map<string, FragmentNumber>();
  calls = 0;
  readonly #world: ArchiveWorld;
  readonly #shown = new Map<number, Set<FragmentNumber>>();
  readonly #watermarks = new Map<string, number>();
  /** Gap rows that were written at any time, and bundles that were given up on for the time being. */
  #losses = 0;
  readonly #keepHistory: boolean;
  #runsSeen = 0;

  constructor(world: ArchiveWorld, keepHistory: boolean) {
    this.#world = world;
    this.#keepHistory = keepHistory;
    world.watch = (what, call) => this.#see(what, call);
    const { pages } = world;
    world.pages = (all, range, invocation) => {
      const numbers = new Set<FragmentNumber>();
      if (range.clock === 'server' && invocation.step === 'listFragments') this.#shown.set(invocation.number, numbers);
      return noting(pages(all, range, invocation), numbers);
    };
  }

  #see(what: string, call?: PortCall): void {
    if (this.#keepHistory) this.history.push(this.#line(what, call));
    if (call === undefined) return;
    this.calls += 1;
    switch (call.call) {
      case 'ledger.putGap answered':
        this.#losses += 1;
        break;
      case 'streams.changePlans answered':
        this.#noteBundles(call.args[1] as PlanChange);
        break;
      case 'streams.moveWatermark answered':
        this.#checkWatermarks();
        break;
      case 'listFragments result':
        this.#noteListing(call);
        break;
    }
  }

  #line(what: string, call: PortCall | undefined): string {
    const seconds = ((this.#world.system.clock.now() - Date.UTC(2026, 10, 21, 12)) / 1000).toFixed(3).padStart(11);
    if (call === undefined || call.call.endsWith(' result')) return `${seconds}s ${what}`;
    const { step, number, runId } = call.invocation;
    const args = call.args.map((arg) => (arg instanceof Uint8Array ? `${arg.length} bytes` : JSON.stringify(arg)));
    return `${seconds}s   ${runId} ${step}#${number} ${what} ${args.join(' ').slice(0, 240)}`;
  }

  #noteBundles({ openBundles = [] }: PlanChange): void {
    if (openBundles.some(({ tries = 0 }) => tries >= BUNDLE_TRIES)) this.#losses += 1;
  }

  #noteListing({ args: [result], invocation }: PortCall): void {
    const { status, summary } = result as Listing;
    if (status !== 'planned' || (summary.unplanned ?? 0) > 0) return;
    for (const number of this.#shown.get(invocation.number) ?? []) {
      this.listed.set(number, number);
    }
    this.#shown.delete(invocation.number);
  }

  #checkWatermarks(): void {
    for (const { streamArn, watermarkMs } of this.#world.streams.items.values()) {
      const before = this.#watermarks.get(streamArn) ?? 0;
      if (watermarkMs < before) this.violations.push(`the watermark moved back from ${before} to ${watermarkMs}`);
      this.#watermarks.set(streamArn, watermarkMs);
    }
  }

  /** Holds every run that has ended since it was asked last against what stands: red if, and only if, it lost something. */
  checkRuns(): void {
    const { runs, ledger } = this.#world;
    for (const { name, input, result } of runs.slice(this.#runsSeen)) {
      const gaps = [...ledger.rows.values()].filter((row): row is GapRow => row.kind === 'gap' && row.runId === name);
      const isRange = (input as { from?: unknown }).from !== undefined;
      const isBackfill = (input as { trigger?: string }).trigger === 'backfill';
      const lost = gaps.filter(({ reason, error }) => {
        if (isBackfill && error.startsWith('NotYetAvailable')) return false; // Put off, not lost.
        return reason === 'failed' || !isRange;
      });
      if (result.status === 'SUCCEEDED' && lost.length > 0) {
        this.violations.push(`${name} is green and left ${lost.map(({ planId, error }) => `${planId} (${error})`)}`);
      }
      if (result.status === 'FAILED' && result.error === 'FragmentsLost' && this.#losses === 0) {
        this.violations.push(`${name} is red and nothing was ever lost: ${result.cause}`);
      }
      if (result.status === 'FAILED' && result.error === 'States.Runtime') {
        this.violations.push(`${name}: the machine itself failed: ${result.cause}`);
      }
    }
    this.#runsSeen = runs.length;
  }
}

async function* noting<T extends { readonly number: FragmentNumber }>(
  pages: AsyncIterable<readonly T[]>,
  numbers: Set<FragmentNumber>,
): AsyncIterable<readonly T[]> {
  for await (const page of pages) {
    for (const { number } of page) numbers.add(number);
    yield page;
  }
}

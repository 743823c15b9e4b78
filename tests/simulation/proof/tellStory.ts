import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eraseFootage } from '../../../functions/custody/steps/eraseFootage.ts';
import { sweepOrphans } from '../../../functions/verify/steps/sweepOrphans.ts';
import { ArchiveWorld } from '../ArchiveWorld.ts';
import { MemoryCustodyLog } from '../memory/MemoryCustodyLog.ts';
import { MemoryObjectVersions } from '../memory/MemoryObjectVersions.ts';
import { violations } from '../promises.ts';
import { seededFractions } from '../SimulatedClock.ts';
import { audit, brokenAtRest, calmPorts, orphans } from './atRest.ts';
import { Weather } from './Weather.ts';
import { Witness } from './Witness.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SWEEP_AGE = 48 * HOUR;

/** What came of a story. */
export interface Told {
  readonly violations: readonly string[];
  /** Every event in order; empty unless it was asked for. */
  readonly history: readonly string[];
  readonly fragments: number;
  readonly runs: number;
  readonly calls: number;
  readonly faults: Readonly<Record<string, number>>;
  /** Fragments by what became of them. */
  readonly places: Readonly<Record<string, number>>;
}

/**
 * Plays one story that a seed decides: a camera with its oddities, runs of every sort side by side, sweeps and erasures,
 * in bad weather; then calm weather and one run of each sort, a sweep, and a look at everything that was promised.
 */
export async function tellStory(seed: number, keepHistory = false): Promise<Told> {
  const temporaryFolder = mkdtempSync(join(tmpdir(), 'kvs-archiver-story-'));
  try {
    return await new Story(seed, keepHistory, temporaryFolder).tell();
  } finally {
    rmSync(temporaryFolder, { recursive: true, force: true });
  }
}

class Story {
  readonly #world: ArchiveWorld;
  readonly #weather: Weather;
  readonly #witness: Witness;
  readonly #fraction: () => number;
  readonly #temporaryFolder: string;
  readonly #arns: string[] = [];
  readonly #start: number;
  #retentionHours = 24;
  #erased = false;
  #violations: string[] = [];

  constructor(seed: number, keepHistory: boolean, temporaryFolder: string) {
    this.#fraction = seededFractions(seed * 7919 + 17);
    this.#temporaryFolder = temporaryFolder;
    this.#world = new ArchiveWorld({ seed, camera: 'light', temporaryFolder });
    this.#weather = new Weather(this.#world, seededFractions(seed * 104_729 + 1));
    this.#witness = new Witness(this.#world, keepHistory);
    this.#start = this.#world.system.clock.now();
  }

  async tell(): Promise<Told> {
    const world = this.#world;
    const { clock } = world.system;
    this.#retentionHours = this.#one([1, 2, 24, 24, 24, 168]);
    const settings = {
      fragments: this.#chance(0.35) ? 'all' : 'none',
      source: this.#chance(0.2) ? 'fragments' : 'clip',
      tries: this.#one([1, 2, 3, 5]),
    };
    this.#tell(`a stream with ${this.#retentionHours} h of retention, ${JSON.stringify(settings)}`);
    this.#arns.push(await world.enrol('door', settings, this.#retentionHours));
    const rounds = 2 + Math.floor(this.#fraction() * 2);
    for (let round = 1; round <= rounds; round++) await this.#round(round);
    await this.#calm();
    const hidden = this.#weather.rates.hidden > 0 || this.#weather.rates.skew > 0;
    this.#found(await brokenAtRest(world, this.#arns, this.#witness, { hidden }));
    await this.#sweepAndVerify();
    this.#tell(`the end, at ${new Date(clock.now()).toISOString()}`);
    return this.#outcome();
  }

  async #round(round: number): Promise<void> {
    const world = this.#world;
    await this.#record();
    if (this.#chance(0.08)) {
      this.#tell('the stream is deleted and made again');
      this.#arns.push(world.footage.create('door', this.#retentionHours));
      await this.#record();
    }
    if (this.#chance(0.12)) await this.#pass(Math.floor(this.#fraction() * 3 * HOUR), 'nobody comes for');
    else await this.#pass(5500 + Math.floor(this.#fraction() * 20_000), 'settling for');
    const actions = 1 + Math.floor(this.#fraction() * 3);
    await Promise.all(Array.from({ length: actions }, () => this.#action()));
    this.#witness.checkRuns();
    for (const arn of this.#arns) {
      this.#found(violations(world, arn, { complete: false }).map((each) => `after round ${round}: ${each}`));
    }
  }

  /** Some seconds of footage, from a camera with oddities. */
  async #record(): Promise<void> {
    const { footage, system } = this.#world;
    const arn = this.#arns.at(-1) ?? '';
    const count = 3 + Math.floor(this.#fraction() * 9);
    const oddity = this.#one([
      ...['none', 'none', 'late upload', 'upload again', 'pause', 'clock fast', 'clock slow', 'another codec'],
    ] as const);
    const first = system.clock.now();
    this.#tell(`${count} fragments are recorded; oddity: ${oddity}`);
    const turn = Math.floor(this.#fraction() * count);
    for (let index = 0; index < count; index++) {
      const now = system.clock.now();
      const isAfter = index >= turn;
      const wrongMs = oddity === 'clock fast' && isAfter ? HOUR / 2 : oddity === 'clock slow' && isAfter ? -5000 : 0;
      const camera = oddity === 'another codec' && isAfter ? 'other' : 'light';
      footage.record(arn, now + wrongMs, { lagMs: this.#weather.lag(), camera });
      await system.clock.sleep(oddity === 'pause' && index === turn ? 4000 : 1000);
    }
    const again = oddity === 'late upload' ? first - 10 * MINUTE : oddity === 'upload again' ? first + 3 : undefined;
    if (again === undefined) return;
    for (let index = 0; index < Math.min(4, count); index++) {
      footage.record(arn, again + index * 1000, { lagMs: this.#weather.lag() });
    }
  }

  /** One of the things that may go on at the same time. */
  async #action(): Promise<void> {
    const world = this.#world;
    await world.system.clock.sleep(Math.floor(this.#fraction() * 400));
    const draw = this.#fraction();
    if (draw < 0.08) return void (await this.#sweep());
    if (draw < 0.12) return this.#erase();
    const from = this.#start + Math.floor(this.#fraction() * 20) * 1000;
    const input = this.#one<object>([
      ...Array(6).fill({ trigger: 'schedule' }),
      ...Array(3).fill({ stream: 'door', from, to: from + 30_000 }),
      ...[{}, { stream: 'door' }, { trigger: 'backfill' }, { trigger: 'backfill' }, { trigger: 'backfill', all: true }],
      ...[
        { trigger: 'backfill', stream: 'door' },
        { trigger: 'catch-up', stream: 'door' },
      ],
    ]);
    if (!this.#chance(0.1)) return void (await world.run(input));
    const stopped = new AbortController();
    const afterMs = Math.floor(this.#fraction() * 8000);
    this.#tell(`to be stopped after ${afterMs} ms: ${JSON.stringify(input)}`);
    const run = world.run(input, stopped.signal);
    await world.system.clock.sleep(afterMs);
    stopped.abort();
    await run;
  }

  /** The sweep, as its function does it: it may fail or die, and the next one goes on. */
  async #sweep(sweepAgeMs = SWEEP_AGE): Promise<boolean> {
    try {
      const swept = await this.#world.invoke('sweepOrphans', 'sweep', undefined, (ports) =>
        sweepOrphans({ sweepAgeMs, budgetMs: HOUR }, ports),
      );
      return swept.roundDone;
    } catch (error) {
      this.#tell(`the sweep failed: ${String(error)}`);
      return false;
    }
  }

  async #erase(): Promise<void> {
    const world = this.#world;
    const { system, enrolments, streams, ledger, objects } = world;
    const fromMs = this.#start + Math.floor(this.#fraction() * 30) * 1000;
    const range = { fromMs, toMs: fromMs + 10_000 };
    this.#erased = true;
    this.#tell(`the owner erases ${JSON.stringify(range)}`);
    const report = await eraseFootage(
      { streamName: 'door', by: 'owner', reason: 'asked to', wholeClips: this.#chance(0.5), dryRun: false, range },
      {
        ...{ system, enrolments, streams, ledger, objects, source: world.footage },
        custody: new MemoryCustodyLog(),
        versions: new MemoryObjectVersions(objects),
        names: { arnsOf: async () => this.#arns },
        archiveBucket: 'archive',
        workBucket: 'work',
      },
    );
    this.#tell(`erased: ${report.status}`);
  }

  /** The weather clears; leases of runs that died run out; one run of each sort, and the last one is green. */
  async #calm(): Promise<void> {
    const world = this.#world;
    this.#tell('the weather clears');
    this.#weather.clear();
    await this.#pass(16 * MINUTE, 'leases run out in');
    await world.run({ trigger: 'schedule' });
    await world.run({});
    await world.run({ trigger: 'backfill', all: true });
    const times = this.#arns.flatMap((arn) => world.footage.recorded(arn).map(({ producerMs }) => producerMs));
    const last = await world.run({ stream: 'door', from: Math.min(...times), to: Math.max(...times) + 5000 });
    this.#witness.checkRuns();
    if (last.status !== 'SUCCEEDED') this.#found([`the last run ended ${last.status}: ${last.error}: ${last.cause}`]);
  }

  async #sweepAndVerify(): Promise<void> {
    const world = this.#world;
    const ports = calmPorts(world, this.#temporaryFolder);
    const settings = { sweepAgeMs: SWEEP_AGE, relistMs: 0 };
    this.#found(await audit({ ...settings, level: 'ledger' }, ports));
    await this.#pass(SWEEP_AGE + 25 * HOUR, 'the sweep age passes in');
    if (!(await this.#sweep())) this.#found(['the sweep did not get round']);
    const isBundleOpen = [...world.streams.items.values()].some(({ openBundles }) => openBundles.length > 0);
    if (isBundleOpen) {
      // Of a clip that was taken in: the next run sees to it, and the sweep of the day after.
      await world.run({});
      await this.#pass(25 * HOUR, 'the next sweep comes after');
      await this.#sweep();
    }
    this.#found(await audit({ ...settings, level: 'content' }, ports));
    // What an erasure did not reach is told of by verify, and is its owner's to erase again.
    if (!this.#erased) this.#found(orphans(world));
  }

  #outcome(): Told {
    const world = this.#world;
    const places: Record<string, number> = {};
    let fragments = 0;
    for (const arn of this.#arns) {
      fragments += world.footage.recorded(arn).length;
      for (const there of world.places(arn).values()) {
        for (const { kind } of there) places[kind] = (places[kind] ?? 0) + 1;
      }
    }
    return {
      violations: [...this.#violations, ...this.#witness.violations],
      history: this.#witness.history,
      fragments,
      runs: world.runs.length,
      calls: this.#witness.calls,
      faults: this.#weather.hits,
      places,
    };
  }

  async #pass(ms: number, what: string): Promise<void> {
    this.#tell(`${what} ${Math.round(ms / 1000)} s`);
    await this.#world.system.clock.sleep(ms);
  }

  #tell(what: string): void {
    this.#world.watch(`== ${what}`);
  }

  #found(violations: readonly string[]): void {
    for (const each of violations) this.#tell(`VIOLATION ${each}`);
    this.#violations.push(...violations);
  }

  #chance(probability: number): boolean {
    return this.#fraction() < probability;
  }

  #one<T>(among: readonly T[]): T {
    return among[Math.floor(this.#fraction() * among.length)] as T;
  }
}

import { ArchiveWorld } from './ArchiveWorld.ts';

const { tickTime, TURN } = require('../../serverless/settings/tickTime.cjs') as {
  tickTime(settings: object, periodSeconds: number): { parts: Record<string, number> };
  TURN: Record<'due' | 'idle', { seconds: number; streamWrites: number; ledgerWrites: number; steps: number }>;
};

/** More of them: TICK_STREAMS=2000 npx jest tests/simulation/tick */
const STREAMS = Number(process.env.TICK_STREAMS ?? 240);
/** How many at once. */
const CONCURRENCY = 50;
/** One step of a child, so that a turn takes as long as the model says. */
const STEP_MS = {
  computeWindow: 2000,
  listFragments: 2000,
  archiveClip: 3000,
  archiveBundle: 2000,
  commitWindow: 1000,
};

const isWrite = (call: string) => /^streams\.(changePlans|takeLease|releaseLease|moveWatermark|create)$/.test(call);

/** A world of that many streams, each with a little footage, which the first tick finds. */
async function worldOf(streams: number): Promise<ArchiveWorld> {
  const world = new ArchiveWorld({ seed: 1, streamConcurrency: CONCURRENCY, settings: { intervalMs: 300_000 } });
  for (let index = 0; index < streams; index++) {
    const arn = await world.enrol(`camera-${index}`, { since: 'retention' });
    for (let i = 0; i < 3; i++) world.footage.record(arn, world.system.clock.now() + i * 1000);
  }
  await world.system.clock.sleep(310_000);
  return world;
}

describe('a tick over many streams', () => {
  it('takes as long as the model says, with the calls that it reckons with, and one stream is archived once', async () => {
    const streams = STREAMS;
    const world = await worldOf(streams);
    world.slow = (step) => STEP_MS[step as keyof typeof STEP_MS] ?? 0;
    const calls = new Map<string, number>();
    world.fault = (call) => {
      calls.set(call, (calls.get(call) ?? 0) + 1);
      return undefined;
    };
    const of = (pattern: (call: string) => boolean) =>
      [...calls].reduce((sum, [call, count]) => sum + (pattern(call) ? count : 0), 0) / streams;
    const begun = world.system.clock.now();

    const result = await world.run({ trigger: 'schedule' });
    const tookSeconds = (world.system.clock.now() - begun) / 1000;
    const due = { streamWrites: of(isWrite), ledgerWrites: of((call) => /^ledger\.put/.test(call)) };
    calls.clear();
    const idle = await world.run({ trigger: 'schedule' });

    expect([result.status, idle.status]).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(world.passes).toHaveLength(streams);
    expect([...world.ledger.rows.values()].filter(({ kind }) => kind === 'clip')).toHaveLength(streams);
    const settings = { expectedStreams: streams, streamConcurrency: CONCURRENCY, intervalSeconds: 300 };
    const { parts } = tickTime(settings, 300);
    // The last wave is not full: the real tick is a whole number of turns.
    const waves = Math.ceil(streams / CONCURRENCY) / (streams / CONCURRENCY);
    expect(tookSeconds).toBeLessThan((parts.streamConcurrency ?? 0) * waves * 1.05);
    expect(tookSeconds).toBeGreaterThan((parts.streamConcurrency ?? 0) * 0.7);
    expect(due.streamWrites).toBeLessThanOrEqual(TURN.due.streamWrites);
    expect(due.ledgerWrites).toBeLessThanOrEqual(TURN.due.ledgerWrites);
    expect(of(isWrite)).toBeLessThanOrEqual(TURN.idle.streamWrites);
    expect(of((call) => call.startsWith('source.'))).toBe(0);
    expect(of((call) => call.startsWith('ledger.'))).toBe(0);
  }, 600_000);
});

import { tmpdir } from 'node:os';
import { ArchiverError } from '../../core/errors.ts';
import type { Finding } from '../../core/verify/Finding.ts';
import { auditedStream } from '../../functions/verify/steps/auditedStream.ts';
import { type AuditSettings, emptyTally, type SweepPorts } from '../../functions/verify/steps/auditPorts.ts';
import { auditStream } from '../../functions/verify/steps/auditStream.ts';
import { sweepOrphans } from '../../functions/verify/steps/sweepOrphans.ts';
import { ArchiveWorld } from './ArchiveWorld.ts';
import { MemoryLedgerAudit } from './memory/MemoryLedgerAudit.ts';
import { MemoryObjectInventory } from './memory/MemoryObjectInventory.ts';
import { violations } from './promises.ts';
import { seededFractions } from './SimulatedClock.ts';

const SEEDS = Array.from({ length: Number(process.env.SIMULATION_SEEDS ?? 25) }, (_, index) => index + 1);
const HOUR = 3_600_000;
const SWEEP_AGE = 48 * HOUR;

function portsOf(world: ArchiveWorld): SweepPorts {
  const { system, footage, streams, enrolments, ledger, objects, retentionClasses } = world;
  return {
    system,
    source: footage,
    streams,
    enrolments,
    ledger,
    objects,
    retentionClasses,
    names: {
      arnsOf: async (name) =>
        [...streams.items.values()].flatMap((item) => (item.streamName === name ? [item.streamArn] : [])),
    },
    audit: new MemoryLedgerAudit(ledger),
    inventory: new MemoryObjectInventory(objects),
    archiveBucket: 'archive',
    workBucket: 'work',
    temporaryFolder: tmpdir(),
  };
}

async function audit(world: ArchiveWorld, over: Partial<AuditSettings> = {}): Promise<Finding[]> {
  const ports = portsOf(world);
  const settings = { level: 'content', sweepAgeMs: SWEEP_AGE, relistMs: 0, ...over } as const;
  const found: Finding[] = [];
  const stream = await auditedStream('door', ports);
  for await (const finding of auditStream(stream, settings, ports, emptyTally())) found.push(finding);
  return found;
}

async function record(world: ArchiveWorld, arn: string, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    world.footage.record(arn, world.system.clock.now());
    await world.system.clock.sleep(1000);
  }
}

it.each(SEEDS)(
  'after runs that failed anywhere, what no row names is swept, and all else is right, seed %i',
  async (seed) => {
    const world = new ArchiveWorld({ seed });
    const arn = await world.enrol('door', { fragments: seed % 2 === 0 ? 'all' : 'none', tries: 2 });
    const start = world.system.clock.now();
    const fraction = seededFractions(seed * 104_729);
    // Rows that are never written leave objects behind.
    world.fault = (call) =>
      fraction() < (call.startsWith('ledger.putClip') ? 0.5 : 0.03)
        ? new ArchiverError('Internal', 'a fault')
        : undefined;
    for (let round = 0; round < 3; round++) {
      await record(world, arn, 10);
      await world.system.clock.sleep(6000);
      await world.run({ trigger: 'schedule' });
      // While runs come and go nothing that is young is told of.
      expect((await audit(world)).filter(({ code }) => code !== 'plan-stuck')).toEqual([]);
    }
    world.fault = () => undefined;
    await world.system.clock.sleep(SWEEP_AGE + HOUR);

    const ports = portsOf(world);
    const swept = await sweepOrphans({ sweepAgeMs: SWEEP_AGE, budgetMs: HOUR }, ports);

    expect(swept.left).toBe(0);
    const found = await audit(world);
    // Plans that were left open, of footage that has left KVS meanwhile, are the next run's.
    expect(found.filter(({ code }) => code !== 'plan-stuck')).toEqual([]);
    expect(violations(world, arn)).toEqual([]);
    await world.run({ stream: 'door', from: start, to: start + HOUR });
    await world.system.clock.sleep(25 * HOUR);
    await sweepOrphans({ sweepAgeMs: 0, budgetMs: HOUR }, ports);
    expect(await audit(world, { sweepAgeMs: 0 })).toEqual([]);
    expect(violations(world, arn)).toEqual([]);
  },
);

it('adopts a clip whose row was never written, once KVS has forgotten its footage', async () => {
  const world = new ArchiveWorld({ seed: 1 });
  const arn = await world.enrol('door');
  await record(world, arn, 10);
  await world.system.clock.sleep(6000);
  await world.run({ trigger: 'schedule' });
  const rows = new Map(world.ledger.rows);
  world.ledger.rows.clear();
  await world.system.clock.sleep(SWEEP_AGE + HOUR);

  const swept = await sweepOrphans({ sweepAgeMs: SWEEP_AGE, budgetMs: HOUR }, portsOf(world));

  expect(swept).toMatchObject({ streams: 1, adopted: 1, deleted: 0, left: 0, roundDone: true });
  const told = (row: object) => ({ ...row, writtenMs: 0 });
  expect([...world.ledger.rows.values()].map(told)).toEqual([...rows.values()].map(told));
  expect(await audit(world)).toEqual([]);
});

it('a sweep goes on where the one before stopped, and rests for the rest of the day', async () => {
  const world = new ArchiveWorld({ seed: 1 });
  for (let at = 0; at < 20; at++) await world.enrol(`door-${String(at).padStart(2, '0')}`);
  const ports = portsOf(world);
  const settings = { sweepAgeMs: SWEEP_AGE, budgetMs: 1 };
  // A page takes longer than the budget.
  const slow = { ...ports, enrolments: slowed(world) };
  const streams: number[] = [];
  for (let call = 0; call < 4; call++) streams.push((await sweepOrphans(settings, slow)).streams);

  expect(streams).toEqual([8, 8, 4, 0]);
  await world.system.clock.sleep(24 * HOUR);
  expect((await sweepOrphans(settings, slow)).streams).toBe(8);
});

function slowed(world: ArchiveWorld): SweepPorts['enrolments'] {
  return new Proxy(world.enrolments, {
    get: (target, property) => {
      if (property !== 'list') return Reflect.get(target, property).bind(target);
      return async (...args: [number, string?]) => {
        await world.system.clock.sleep(10);
        return target.list(...args);
      };
    },
  });
}

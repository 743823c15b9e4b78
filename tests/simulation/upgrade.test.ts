import { LEDGER_FORMAT } from '../../core/format/ledgerFormat.ts';
import { ArchiveWorld } from './ArchiveWorld.ts';

/** A world with ten fragments that wait to be archived. */
async function worldWithFootage(): Promise<{ world: ArchiveWorld; arn: string }> {
  const world = new ArchiveWorld({ seed: 1 });
  const arn = await world.enrol('door');
  for (let i = 0; i < 10; i++) world.footage.record(arn, world.system.clock.now() + i * 1000);
  await world.system.clock.sleep(20_000);
  return { world, arn };
}

describe('a version meets a ledger of another', () => {
  it('one without a note is of the first format: archived, and noted once for the whole run', async () => {
    const { world } = await worldWithFootage();
    let notes = 0;
    world.fault = (call) => {
      notes += call.startsWith('format.') && !call.endsWith('answered') ? 1 : 0;
      return undefined;
    };

    const first = await world.run({});
    const callsOfFirst = notes;
    await world.run({ trigger: 'schedule' });

    expect(first.status).toBe('SUCCEEDED');
    expect(world.format.format).toBe(LEDGER_FORMAT);
    // Two calls of the first run, one of each later, however many streams there are.
    expect([callsOfFirst, notes]).toEqual([2, 3]);
  });

  it('a newer one is refused before anything is touched, with what to do', async () => {
    const { world, arn } = await worldWithFootage();
    world.format.format = LEDGER_FORMAT + 1;
    const before = structuredClone(world.streams.items.get(arn));

    const result = await world.run({ trigger: 'schedule' });

    expect(result).toMatchObject({
      ...{ status: 'FAILED', error: 'InvalidInput' },
      cause: expect.stringContaining('Deploy that version again'),
    });
    expect(world.streams.items.get(arn)).toEqual(before);
    expect(world.ledger.rows.size).toBe(0);
    expect(world.format.format).toBe(LEDGER_FORMAT + 1);
  });
});

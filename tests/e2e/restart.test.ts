import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realSystem } from '../../cloud/system/realSystem.ts';
import { expectArchivedOnce } from './harness/expectArchivedOnce.ts';
import { type Footage, footage } from './harness/footage.ts';
import { enrol, Installation } from './harness/Installation.ts';
import { push } from './harness/push.ts';
import { listKeys } from './harness/readArchive.ts';
import { archive, endOf, startMachine } from './harness/runMachine.ts';
import { StackProcess } from './harness/StackProcess.ts';

const START = Date.UTC(2025, 5, 1, 10);

const seconds = (first: number, count: number, label: string): Footage =>
  footage({ fixture: 'h264-aac.mkv', startMs: START + first * 1000, count, label });

test('stopped and started again on the same data, before and after a run', async () => {
  const installation = await Installation.start();
  try {
    await enrol(installation, 'kept');
    const sent = await push(installation, 'kept', seconds(0, 40, 'before'));
    await installation.close();

    await installation.open();
    await archive(installation, { stream: 'kept' });
    await expectArchivedOnce(installation, 'kept', sent);
    await installation.close();

    await installation.open();
    sent.push(...(await push(installation, 'kept', seconds(40, 30, 'after'))));
    await archive(installation, {});
    await archive(installation, { stream: 'kept', from: START, to: START + 100_000 });
    const { clips } = await expectArchivedOnce(installation, 'kept', sent);
    expect(clips.map(({ fragments }) => fragments.length)).toEqual([40, 30]);
  } finally {
    expect(await installation.remove()).toEqual([]);
  }
  expect(installation.failures).toEqual([]);
}, 300_000);

test('killed in the midst of a run: nothing is lost, and nothing is there twice', async () => {
  const dataDir = join(await mkdtemp(join(tmpdir(), 'kvs-archiver-e2e-killed-')), 'data');
  let program = await StackProcess.start(dataDir);
  try {
    await enrol(program, 'killed');
    const sent = await push(program, 'killed', seconds(0, 900, 'killed'));
    const execution = await startMachine(program, { stream: 'killed' });
    while ((await listKeys(program, 'clips/')).length < 2) await realSystem.clock.sleep(20);
    expect(await program.end('SIGKILL')).toBe('SIGKILL');

    program = await StackProcess.start(dataDir);
    expect(await endOf(program, execution)).toMatchObject({ status: 'ABORTED' });
    await archive(program, { stream: 'killed' });

    await expectArchivedOnce(program, 'killed', sent);
    expect(await program.end('SIGTERM')).toBe(0);
  } finally {
    await program.end('SIGKILL');
    await rm(join(dataDir, '..'), { recursive: true, force: true });
  }
}, 300_000);

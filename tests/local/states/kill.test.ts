import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { ExecutionStore } from '../../../local/states/store/ExecutionStore.ts';

test('after kill -9 in the middle of a run: every event in order, ABORTED with a cause; what had ended is as it was', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'killed-'));
  try {
    const outfile = join(folder, 'killed.cjs');
    buildSync({
      entryPoints: [join(__dirname, 'killedProcess.ts')],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile,
      logLevel: 'error',
    });
    const dataDir = join(folder, 'data');
    const child = spawn(process.execPath, [outfile, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)));
    await new Promise((resolve) => child.stdout.on('data', () => child.kill('SIGKILL') && resolve(undefined)));
    expect(await exited).toBe('SIGKILL');

    const store = new ExecutionStore(dataDir, () => 5);
    const [running, ended] = ['round:running', 'once:ended'].map((name) =>
      store.find(`arn:aws:states:us-east-1:000000000000:execution:${name}`),
    );
    expect(running?.end).toMatchObject({ status: 'ABORTED', cause: expect.stringContaining('restarted') });
    expect(ended?.end).toMatchObject({ status: 'SUCCEEDED', output: '"kept"' });
    const events = store.history(running?.executionArn ?? '');
    expect(events.length).toBeGreaterThanOrEqual(46);
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)?.type).toBe('ExecutionAborted');
    expect(store.history(ended?.executionArn ?? '').at(-1)?.type).toBe('ExecutionSucceeded');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

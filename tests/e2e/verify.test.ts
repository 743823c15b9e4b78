import { realSystem } from '../../cloud/system/realSystem.ts';
import { main } from '../../cli/main.ts';
import type { Context } from '../../cli/Context.ts';
import { footage } from './harness/footage.ts';
import { enrol, Installation } from './harness/Installation.ts';
import { push } from './harness/push.ts';
import { archive } from './harness/runMachine.ts';

const START = Date.UTC(2025, 5, 1, 10);

let installation: Installation;

async function kvsArchiver(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const written = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      written[name] += text;
    },
    isTerminal: false,
    width: () => 100,
  });
  const context: Partial<Context> = {
    stdout: output('stdout'),
    stderr: output('stderr'),
    env: { AWS_ENDPOINT_URL: installation.url },
    system: realSystem,
    onInterrupt: () => () => undefined,
  };
  const code = await main(argv, '/nowhere', context);
  return { code, ...written };
}

beforeAll(async () => {
  installation = await Installation.start();
}, 60_000);

afterAll(async () => {
  expect(await installation.remove()).toEqual([]);
  expect(installation.failures).toEqual([]);
});

test('try', async () => {
  await enrol(installation, 'door');
  await push(installation, 'door', footage({ fixture: 'h264-aac.mkv', startMs: START, count: 20, label: 'a' }));
  await archive(installation, {});
  for (const level of ['ledger', 'presence', 'content']) {
    const run = await kvsArchiver('verify', '--level', level, '--grace', '0');
    console.log(run.code, run.stdout, run.stderr);
  }
}, 60_000);

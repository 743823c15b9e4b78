import {
  GetObjectLegalHoldCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import { main } from '../../cli/main.ts';
import { realSystem } from '../../cloud/system/realSystem.ts';
import { footage } from './harness/footage.ts';
import { enrol, Installation } from './harness/Installation.ts';
import { push } from './harness/push.ts';
import { archive } from './harness/runMachine.ts';

const START = Date.UTC(2025, 5, 1, 10);
const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString();

let installation: Installation;

beforeAll(async () => {
  installation = await Installation.start();
  for (const name of ['door', 'yard']) {
    await enrol(installation, name);
    await push(installation, name, footage({ fixture: 'h264-aac.mkv', startMs: START, count: 12, label: name }));
  }
  await archive(installation, {});
}, 900_000);

afterAll(async () => {
  expect(await installation.remove()).toEqual([]);
  expect(installation.failures).toEqual([]);
});

/** A command line against the stack, by a clock whose long waits are over at once. */
async function cli(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const written = { stdout: '', stderr: '' };
  let skippedMs = 0;
  const output = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      written[name] += text;
    },
    isTerminal: false,
    width: () => 100,
  });
  const code = await main([...argv, '--endpoint', installation.url], '/nowhere', {
    stdout: output('stdout'),
    stderr: output('stderr'),
    env: { USER: 'owner' },
    system: {
      ...realSystem,
      clock: {
        now: () => realSystem.clock.now() + skippedMs,
        sleep: async (ms) => {
          skippedMs += ms;
        },
      },
    },
    onInterrupt: () => () => undefined,
    exit: (status) => {
      throw new Error(`exit(${status}) was called`);
    },
  });
  return { code, ...written };
}

const bucket = () => ({ Bucket: installation.outputs.ArchiveBucketName });
const keysOf = async (name: string): Promise<string[]> =>
  ((await installation.s3.send(new ListObjectVersionsCommand(bucket()))).Versions ?? [])
    .map(({ Key }) => Key ?? '')
    .filter((key) => key.includes(`/${name}/`));

test('what is archived bears its class, and a class that the stack does not have is refused', async () => {
  const tags = await Promise.all(
    (await keysOf('yard')).map((Key) => installation.s3.send(new GetObjectTaggingCommand({ ...bucket(), Key }))),
  );
  expect(tags.map(({ TagSet }) => TagSet)).toEqual(Array(4).fill([{ Key: 'retention', Value: 'standard' }]));
  const refused = await cli('streams', 'add', 'yard', '--retention', 'no-such-class');
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('there is no class "no-such-class"; known are');
});

test('held footage is not erased; released, it is, in all its versions, and does not come back', async () => {
  const span = ['--stream', 'door', '--from', at(-60), '--to', at(3600)];
  expect(await keysOf('door')).toHaveLength(4);

  const unsure = await cli('erase', ...span);
  expect([unsure.code, unsure.stderr]).toEqual([2, expect.stringContaining('--yes: is missing')]);
  const looked = await cli('erase', ...span, '--dry-run');
  expect([looked.code, looked.stdout]).toEqual([0, expect.stringMatching(/^door: would erase 1 clip: .* 4 objects/)]);

  const held = await cli('hold', ...span, '--reason', 'case 7');
  expect([held.code, held.stdout]).toEqual([0, expect.stringMatching(/^door: held 1 clip: .* 4 objects/)]);
  const [Key = ''] = await keysOf('door');
  const hold = await installation.s3.send(new GetObjectLegalHoldCommand({ ...bucket(), Key }));
  expect(hold.LegalHold).toEqual({ Status: 'ON' });

  const refused = await cli('erase', ...span, '--yes');
  expect(refused.code).toBe(1);
  expect(refused.stdout).toContain('door: nothing was erased: 4 objects may not be deleted');
  expect(refused.stdout.match(/: legal hold$/gm)).toHaveLength(4);
  expect(await keysOf('door')).toHaveLength(4);

  expect((await cli('hold', ...span, '--release')).code).toBe(0);
  const erased = await cli('erase', ...span, '--yes', '--reason', 'request 4711', '--json');
  expect(erased.code).toBe(0);
  expect(JSON.parse(erased.stdout)).toMatchObject({
    status: 'erased',
    record: { by: 'owner (local)', reason: 'request 4711', counts: { clips: 1, fragments: 12, objects: 4 } },
  });
  expect(await keysOf('door')).toEqual([]);
  expect(await keysOf('yard')).toHaveLength(4);

  await archive(installation, {});
  await archive(installation, { stream: 'door', from: at(-60), to: at(3600) });
  expect(await keysOf('door')).toEqual([]);
  const verified = await cli('verify', '--stream', 'door', '--grace', '0');
  expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining('erased')]);
  const records = await installation.s3.send(
    new ListObjectsV2Command({ Bucket: installation.outputs.WorkBucketName, Prefix: 'erasures/door/' }),
  );
  expect(records.KeyCount).toBe(1);
}, 300_000);

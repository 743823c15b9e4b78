import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import type { RoleUse } from '../../../local/iam/createPermissions.ts';
import { startStack } from '../../../local/stack/startStack.ts';
import { packageService } from '../../../local/template/packageService.ts';
import { footage } from '../../e2e/harness/footage.ts';
import { clientsOf, type Endpoint, enrol } from '../../e2e/harness/Installation.ts';
import { push } from '../../e2e/harness/push.ts';
import { runMachine } from '../../e2e/harness/runMachine.ts';

const ROOT = join(__dirname, '../../..');
/** The same as the end-to-end tests': one package serves them all. */
const PARAMS = { settleSeconds: '1', scheduleRate: 'rate(1 day)', intervalSeconds: '86400' };
const START = Date.UTC(2025, 5, 1, 10);

interface Running extends Endpoint {
  permissions(): Promise<readonly RoleUse[]>;
  get(path: string): Promise<{ status: number; body: { items: Record<string, unknown>[]; error?: { code: string } } }>;
}

describe('the roles of the packaged template', () => {
  let dir: string;
  const closing: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kvs-archiver-roles-'));
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    await rm(dir, { recursive: true, force: true });
  });

  async function start(cacheDir: string): Promise<Running> {
    const stack = await startStack({
      root: ROOT,
      cacheDir,
      params: PARAMS,
      port: 0,
      dataDir: join(dir, 'data'),
      region: 'us-east-1',
      system: realSystem,
    });
    const clients = clientsOf(stack.url);
    closing.push(stack.close, async () => {
      for (const client of Object.values(clients)) client.destroy();
    });
    const get: Running['get'] = async (path) => {
      const response = await fetch(`${stack.url}${path}`);
      return { status: response.status, body: (await response.json()) as Awaited<ReturnType<Running['get']>>['body'] };
    };
    return {
      ...clients,
      url: stack.url,
      port: Number(new URL(stack.url).port),
      outputs: stack.outputs,
      get,
      permissions: async () => (await get('/_local/permissions')).body.items as unknown as RoleUse[],
    };
  }

  const usualCache = join(ROOT, 'node_modules', '.cache', 'kvs-archiver');
  const usualPackage = () =>
    packageService({ root: ROOT, stage: 'local', cacheDir: usualCache, params: PARAMS, system: realSystem });

  /** A package like the usual one, but for actions that are taken from roles. */
  async function packageWithout(taken: Readonly<Record<string, string>>): Promise<string> {
    const { bundleDir, digest } = await usualPackage();
    const cacheDir = join(dir, 'cache');
    await cp(join(bundleDir, '..'), join(cacheDir, digest), { recursive: true });
    const path = join(cacheDir, digest, 'cloudformation-template-update-stack.json');
    const template = JSON.parse(await readFile(path, 'utf8'));
    for (const [role, action] of Object.entries(taken)) {
      let found = 0;
      for (const { PolicyDocument } of template.Resources[role].Properties.Policies) {
        for (const statement of PolicyDocument.Statement) {
          const left = statement.Action.filter((each: string) => each !== action);
          found += statement.Action.length - left.length;
          // A statement without actions is none.
          statement.Action = left.length > 0 ? left : ['none:None'];
        }
      }
      expect([role, found]).toEqual([role, expect.any(Number)]);
      expect(found).toBeGreaterThan(0);
    }
    await writeFile(path, JSON.stringify(template));
    return cacheDir;
  }

  test('what a role lacks is an AccessDenied of the handler, and becomes a gap', async () => {
    const running = await start(
      await packageWithout({
        ArchiveClipRole: 'kinesisvideo:GetClip',
        StreamsRole: 'dynamodb:Scan',
      }),
    );
    await enrol(running, 'front');
    await push(running, 'front', footage({ fixture: 'h264.mkv', startMs: START, count: 3, label: 'front' }));

    const listing = await running.get('/v1/streams');
    const ending = await runMachine(running, {});
    const gaps = await running.get('/v1/streams/front/gaps');

    expect(listing).toMatchObject({ status: 403, body: { error: { code: 'AccessDenied' } } });
    expect(ending.status).toBe('FAILED');
    expect(gaps.body.items.map(({ error }) => JSON.stringify(error))).toEqual([
      expect.stringContaining('is not authorized to perform: kinesisvideo:GetClip on resource: arn:aws:kinesisvideo:'),
    ]);
    const refused = (await running.permissions()).flatMap(({ role, refused }) =>
      refused.map(({ action }) => `${role} ${action}`),
    );
    expect(refused.sort()).toEqual(['ArchiveClipRole kinesisvideo:GetClip', 'StreamsRole dynamodb:Scan']);
  }, 120_000);

  test('a machine whose role may not read its list of streams, or not invoke a step, fails and says so', async () => {
    const running = await start(await packageWithout({ ArchiveMachineRole: 's3:GetObject' }));
    await enrol(running, 'front');

    const ending = await runMachine(running, {});

    expect(ending).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' });
    expect(ending.cause).toContain('is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::');
  }, 120_000);
});

import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A copy of the fixture service in a folder of its own, so that a test may change it; modules are the project's. */
export async function copyOfFixture(): Promise<{ root: string; cacheDir: string; remove(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'kvs-archiver-fixture-'));
  const root = join(dir, 'service');
  await mkdir(root);
  for (const name of ['serverless.yml', 'functions', 'statemachines']) {
    await cp(join(__dirname, name), join(root, name), { recursive: true });
  }
  await symlink(resolve(__dirname, '../../../node_modules'), join(root, 'node_modules'), 'junction');
  await cp(resolve(__dirname, '../../../package.json'), join(root, 'package.json'));
  return { root, cacheDir: join(dir, 'cache'), remove: () => rm(dir, { recursive: true, force: true }) };
}

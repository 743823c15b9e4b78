import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { packageService } from '../../../local/template/packageService.ts';
import { copyOfFixture } from '../fixtureService/copyOfFixture.ts';

describe('packageService', () => {
  let fixture: Awaited<ReturnType<typeof copyOfFixture>>;
  const options = () => ({ root: fixture.root, stage: 'local', cacheDir: fixture.cacheDir, system: realSystem });

  beforeAll(async () => {
    fixture = await copyOfFixture();
  });
  afterAll(() => fixture.remove());

  test('two at once package once, a third finds it, a change packages again, a fault is told', async () => {
    const [first, second] = await Promise.all([packageService(options()), packageService(options())]);
    expect([first.cached, second.cached].sort()).toEqual([false, true]);
    expect(first.template.Resources.ArchiveStateMachine?.Type).toBe('AWS::StepFunctions::StateMachine');
    expect(await readFile(join(first.bundleDir, 'functions/echo.mjs'), 'utf8')).toContain('awsRequestId');

    const third = await packageService(options());
    expect(third).toEqual({ ...first, cached: true });

    await writeFile(join(fixture.root, 'functions/echo.ts'), 'export const handler = async () => "changed";');
    const changed = await packageService(options());
    expect(changed.cached).toBe(false);
    expect(changed.digest).not.toBe(first.digest);
    expect(await readFile(join(changed.bundleDir, 'functions/echo.mjs'), 'utf8')).toContain('changed');

    await writeFile(join(fixture.root, 'functions/echo.ts'), 'export const handler = ;');
    await expect(packageService(options())).rejects.toMatchObject({
      kind: 'InvalidInput',
      message: expect.stringContaining('functions/echo.ts'),
    });
  }, 300_000);
});

import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PROJECT = resolve(__dirname, '../..');

describe('the launcher', () => {
  let root: string;
  const launch = (...argv: string[]) => run(process.execPath, [join(root, 'bin', 'kvs-archiver.mjs'), ...argv]);
  const builds = async () => (await readdir(join(root, 'dist'))).sort();
  const writeMain = (greeting: string) =>
    writeFile(
      join(root, 'cli', 'main.ts'),
      `import { word } from '../core/word.ts';
       export async function main(argv: string[], root: string): Promise<number> {
         console.log(\`${greeting} \${word} \${argv.join()} \${root}\`);
         return argv.length;
       }`,
    );

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'kvs-archiver-bin-'));
    await cp(join(PROJECT, 'bin'), join(root, 'bin'), { recursive: true });
    for (const room of ['cli', 'core']) await mkdir(join(root, room));
    await writeFile(join(root, 'package.json'), '{"type":"module"}');
    await writeFile(join(root, 'core', 'word.ts'), `export const word: string = 'there';`);
    await writeMain('hello');
    await symlink(join(PROJECT, 'node_modules'), join(root, 'node_modules'), 'junction');
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  test('builds once, hands over the arguments and ends with the code of main', async () => {
    const first = await launch();
    const built = await builds();
    const second = launch('a', 'b');

    await expect(second).rejects.toMatchObject({ code: 2, stdout: `hello there a,b ${root}\n` });
    expect(first).toEqual({ stdout: `hello there  ${root}\n`, stderr: '' });
    expect(built).toHaveLength(1);
    expect(await builds()).toEqual(built);
  });

  test('a changed, an added, a removed and a merely touched source make it anew', async () => {
    await launch();
    await writeMain('good day');
    expect((await launch()).stdout).toMatch(/^good day there/);
    await writeFile(join(root, 'core', 'other.ts'), '');
    await launch();
    await rm(join(root, 'core', 'other.ts'));
    await launch(); // The same sources as before: that build is still there.
    expect(await builds()).toHaveLength(3);
    await utimes(join(root, 'core', 'word.ts'), 1, 1);
    await launch();
    expect(await builds()).toHaveLength(4);
  });

  test('processes that build at once do not meet', async () => {
    const outputs = await Promise.all([launch(), launch(), launch()]);

    expect(outputs.map(({ stdout }) => stdout)).toEqual(Array(3).fill(`hello there  ${root}\n`));
    expect(await builds()).toHaveLength(1);
  });

  test('sources that do not build are told, and leave nothing behind', async () => {
    await writeFile(join(root, 'core', 'word.ts'), 'export const word = ;');

    await expect(launch()).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('core/word.ts:1:20') });
    expect(await builds()).toEqual([]);
  });
});

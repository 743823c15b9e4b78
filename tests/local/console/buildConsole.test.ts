import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildConsole } from '../../../local/console/buildConsole.ts';

const ROOT = join(__dirname, '..', '..', '..');
let cacheDir: string;
let built: string;

beforeAll(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'console-cache-'));
  built = await buildConsole(ROOT, cacheDir);
}, 300_000);
afterAll(() => rm(cacheDir, { recursive: true }));

test('nothing stands inline, so that the page’s policy can forbid it', async () => {
  const page = await readFile(join(built, 'index.html'), 'utf8');
  expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|style=|https?:/);
});

test('all scripts together are less than 250 KB as they are sent', async () => {
  const names = (await readdir(join(built, 'assets'))).filter((name) => name.endsWith('.js'));
  const sizes = await Promise.all(
    names.map(async (name) => gzipSync(await readFile(join(built, 'assets', name))).length),
  );
  expect(sizes.length).toBeGreaterThan(0);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(250_000);
});

test('what has been built is built once', async () => {
  expect(await buildConsole(ROOT, cacheDir)).toBe(built);
  expect(await readdir(cacheDir)).toHaveLength(1);
});

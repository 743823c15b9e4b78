import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build, type Metafile } from 'esbuild';

const ROOT = join(__dirname, '../..');

/** What `kvs-archiver device run` is made of, as one module; only packages that a source asks for late stay outside. */
async function bundleOf(entry: string, outfile: string): Promise<Metafile> {
  const { metafile } = await build({
    stdin: { contents: entry, resolveDir: ROOT, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    metafile: true,
    logLevel: 'silent',
    external: ['node-webcodecs', 'node-webcodecs/*'],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  return metafile;
}

const ENTRY = `
export { runProducer } from './device/putMedia/runProducer.ts';
export { openPipe } from './device/sources/pipe/openPipe.ts';
export { openCamera } from './device/sources/command/openCamera.ts';
export { FileSource } from './device/sources/FileSource.ts';
export { openIotCredentials } from './device/credentials/openIotCredentials.ts';
export { runDevice } from './cli/device/runDevice.ts';
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'device-bundle-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The package folders that took part. */
function packagesOf(metafile: Metafile): string[] {
  const folders = Object.keys(metafile.inputs).map(
    (path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0],
  );
  return [...new Set(folders.filter((path) => path !== undefined))];
}

function hasAddon(path: string): boolean {
  return readdirSync(path).some((name) => {
    if (name === 'node_modules') return false;
    const child = join(path, name);
    return name.endsWith('.node') || name === 'binding.gyp' || (statSync(child).isDirectory() && hasAddon(child));
  });
}

test('a device needs no native module: it loads where none may be, and no package of it holds one', async () => {
  const outfile = join(folder, 'device.mjs');

  const metafile = await bundleOf(ENTRY, outfile);

  const packages = packagesOf(metafile);
  expect(packages.length).toBeGreaterThan(5);
  expect(packages.filter((path) => hasAddon(join(ROOT, path)))).toEqual([]);
  const outside = Object.values(metafile.outputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
  expect(outside.filter(({ path, kind }) => path.startsWith('node-webcodecs') && kind === 'import-statement')).toEqual(
    [],
  );
  const program = `
    const device = await import(${JSON.stringify(outfile)});
    const { Readable } = await import('node:stream');
    const { readFileSync } = await import('node:fs');
    const clock = { now: () => 1, sleep: (ms, signal) => new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
    }) };
    const source = await device.openPipe({
      input: Readable.from([readFileSync(${JSON.stringify(join(__dirname, '../media/h264.h264'))})], { objectMode: true }),
      speed: 'max', startMs: 0, system: { clock }, onNotice: () => undefined,
    });
    let count = 0;
    for await (const frame of source.frames()) count += 1;
    console.log(Object.keys(device).length, source.description, count);
  `;
  const said = execFileSync(process.execPath, ['--no-addons', '--input-type=module', '--eval', program], {
    cwd: dirname(outfile),
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect(said.trim()).toBe('6 standard input, V_MPEG4/ISO/AVC 160x120 60');
});

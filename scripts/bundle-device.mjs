// Puts the command line into a folder of its own, for a board: `node scripts/bundle-device.mjs FOLDER`. It runs there
// with nothing but Node: no npm, no node_modules, no native module. What a camera does not need (the embedded stack, the
// test camera) is not in it.
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, stop } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Loaded by the embedded stack and the test camera alone, when they begin. */
const LEFT_OUT = ['classic-level', 'dynalite', 'esbuild', 'node-webcodecs', 'serverless'];
const START = `
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
const { main } = await import('./cli/main.ts');
process.exitCode = await main(process.argv.slice(2), import.meta.dirname);
`;

/** @returns the bytes of what was written */
export async function bundleDevice(folder) {
  try {
    await build({
      stdin: { contents: START, resolveDir: root, sourcefile: 'device.mjs' },
      absWorkingDir: root,
      outdir: folder,
      entryNames: 'kvs-archiver',
      chunkNames: 'parts/[name]-[hash]',
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      minify: true,
      // Errors are told by their names.
      keepNames: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      mainFields: ['module', 'main'],
      external: LEFT_OUT,
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      logLevel: 'error',
    });
  } finally {
    await stop();
  }
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  let bytes = 0;
  for (const name of await readdir(folder, { recursive: true })) bytes += (await stat(join(folder, name))).size;
  return bytes;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) {
    process.stderr.write('usage: node scripts/bundle-device.mjs FOLDER\n');
    process.exitCode = 2;
  } else {
    const out = resolve(folder);
    await mkdir(out, { recursive: true });
    if ((await readdir(out)).length > 0) {
      process.stderr.write(`${out} is not empty\n`);
      process.exitCode = 2;
    } else {
      const bytes = await bundleDevice(out);
      process.stdout.write(
        `${out}: ${(bytes / 1e6).toFixed(1)} MB; on the board: node kvs-archiver.mjs device run --help\n`,
      );
    }
  }
}

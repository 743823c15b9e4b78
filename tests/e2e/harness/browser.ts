import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';
import { type Browser, type LaunchOptions, chromium as playwright } from 'playwright-core';

/** Where systems have a Chromium; npm brings one otherwise (Linux on x86-64). */
const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const SYSTEM_FONTS = '/etc/fonts/fonts.conf';
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--autoplay-policy=no-user-gesture-required',
];

const run = promisify(execFile);

/** A real Chromium without a window: `CHROMIUM_PATH`, the system's, or the one that npm brings. */
export async function openBrowser(): Promise<Browser> {
  return playwright.launch({ ...(await executable()), args: ARGUMENTS, headless: true, timeout: 180_000 });
}

async function executable(): Promise<LaunchOptions> {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined) return { executablePath: named };
  for (const path of SYSTEM) if (await isThere(path)) return { executablePath: path };
  return fromNpm();
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/**
 * The Chromium of @sparticuz/chromium, unpacked once a machine. Its own way of unpacking gives a second process a file
 * that a first one still writes; here a folder appears when it is whole.
 */
async function fromNpm(): Promise<LaunchOptions> {
  const require = createRequire(__filename);
  const packed = join(require.resolve('@sparticuz/chromium'), '../../../bin');
  const { version } = require(join(packed, '../package.json')) as { version: string };
  const folder = join(tmpdir(), `kvs-archiver-chromium-${version}`);
  if (!(await isThere(folder))) {
    const work = await mkdtemp(join(tmpdir(), 'kvs-archiver-chromium-'));
    try {
      await unpack(packed, work);
      await rename(work, folder).catch(async (error: unknown) => {
        // Somebody else was quicker, with the same files.
        if (!(await isThere(folder))) throw error;
      });
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  return { executablePath: join(folder, 'chromium'), env: { ...process.env, ...(await lacking(folder)) } };
}

/** The program; libraries and fonts where the system lacks them. */
async function unpack(packed: string, work: string): Promise<void> {
  const program = join(work, 'chromium');
  await inflate(join(packed, 'chromium.br'), program);
  if (await lacksLibraries(program)) await unpackArchive(join(packed, 'al2023.tar.br'), join(work, 'al2023'));
  if (!(await isThere(SYSTEM_FONTS))) await unpackArchive(join(packed, 'fonts.tar.br'), join(work, 'fonts'));
}

const inflate = (path: string, to: string): Promise<void> =>
  pipeline(createReadStream(path), createBrotliDecompress(), createWriteStream(to, { mode: 0o755 }));

async function unpackArchive(path: string, into: string): Promise<void> {
  await mkdir(into);
  await inflate(path, `${into}.tar`);
  await run('tar', ['-x', '-f', `${into}.tar`, '-C', into]);
}

/** libnss3 and its like. */
const lacksLibraries = async (program: string): Promise<boolean> =>
  (await run('ldd', [program])).stdout.includes('not found');

/** What the environment must say of what came along. */
async function lacking(folder: string): Promise<Record<string, string>> {
  const { LD_LIBRARY_PATH: before = '' } = process.env;
  const libraries = join(folder, 'al2023/lib');
  const fonts = join(folder, 'fonts');
  return {
    ...((await isThere(libraries))
      ? { LD_LIBRARY_PATH: [libraries, before].filter((path) => path !== '').join(':') }
      : {}),
    ...((await isThere(fonts)) ? { FONTCONFIG_PATH: fonts } : {}),
  };
}

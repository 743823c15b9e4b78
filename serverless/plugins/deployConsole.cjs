/**
 * `sls deploy` builds the console and puts its files into the stack's bucket. A plugin of the framework. Files that bear
 * a hash come first and stay, so that a page that is open goes on; the page itself is asked for anew each time, so that
 * nothing has to be invalidated.
 */
const { spawn } = require('node:child_process');
const { readdir, readFile, mkdtemp, rm } = require('node:fs/promises');
const { tmpdir } = require('node:os');
const { dirname, extname, join } = require('node:path');

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** @returns when Vite has written the console's files into a folder */
function build(root, outDir) {
  const vite = join(dirname(require.resolve('vite/package.json')), 'bin', 'vite.js');
  const config = join(root, 'console', 'vite.config.ts');
  return new Promise((resolve, reject) => {
    const args = [vite, 'build', '--config', config, '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn'];
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`the console could not be built (${code})`)),
    );
  });
}

/** The puts that bring a built console into its bucket, the page last. */
async function putsOf(folder, bucket) {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
  names.sort((one, other) => Number(one === 'index.html') - Number(other === 'index.html'));
  return names.map((name) => ({
    Bucket: bucket,
    Key: `console/${name}`,
    ContentType: TYPES[extname(name)] ?? 'application/octet-stream',
    CacheControl: name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    file: join(folder, name),
  }));
}

async function outputOf(provider, name) {
  const { DescribeStacksCommand } = require('@aws-sdk/client-cloudformation');
  const client = await provider.getCloudFormationClient();
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: provider.naming.getStackName() }));
  const found = (Stacks[0]?.Outputs ?? []).find(({ OutputKey }) => OutputKey === name)?.OutputValue;
  if (found === undefined) throw new Error(`the stack has no output ${name}`);
  return found;
}

module.exports = class DeployConsole {
  constructor(serverless, _options, { log }) {
    const deploy = async () => {
      const { PutObjectCommand, S3Client } = require('@aws-sdk/client-s3');
      const provider = serverless.getProvider('aws');
      const folder = await mkdtemp(join(tmpdir(), 'console-'));
      try {
        await build(serverless.serviceDir, folder);
        const s3 = new S3Client(await provider.getAwsSdkV3Config());
        for (const { file, ...put } of await putsOf(folder, await outputOf(provider, 'ConsoleBucketName'))) {
          await s3.send(new PutObjectCommand({ ...put, Body: await readFile(file) }));
        }
        s3.destroy();
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
      log.notice(`The console: ${await outputOf(provider, 'ConsoleUrl')}`);
    };
    this.hooks = { 'after:deploy:deploy': deploy };
  }
};
Object.assign(module.exports, { build, putsOf });

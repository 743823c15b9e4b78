import { spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const SERVICE = [
  'serverless.yml',
  'serverless',
  'statemachines',
  'functions',
  'core',
  'cloud',
  'package.json',
  'tsconfig.json',
];

interface Ending {
  readonly code: number | null;
  readonly output: string;
}

/** `sls package` as a stranger runs it: without AWS's variables, and without a network that it could reach. */
function slsPackage(cwd: string, args: readonly string[]): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const sls = join(ROOT, 'node_modules', 'serverless', 'bin', 'serverless.js');
    const child = spawn(process.execPath, [sls, 'package', '--package', 'out', ...args], {
      cwd,
      env: { PATH: process.env.PATH, HOME: cwd, NO_COLOR: '1', HTTPS_PROXY: 'http://127.0.0.1:9' },
      timeout: 280_000,
      killSignal: 'SIGKILL',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

describe('bad input fails before anything is packaged', () => {
  let service: string;

  beforeAll(async () => {
    service = await mkdtemp(join(tmpdir(), 'kvs-archiver-bad-input-'));
    for (const part of SERVICE) await cp(join(ROOT, part), join(service, part), { recursive: true });
    await symlink(join(ROOT, 'node_modules'), join(service, 'node_modules'));
  });
  afterAll(() => rm(service, { recursive: true, force: true }));

  /** Runs with a file changed, and puts it back. */
  async function packageWith(
    path: string,
    change: (text: string) => string,
    args: readonly string[] = [],
  ): Promise<Ending> {
    const file = join(service, path);
    const text = await readFile(file, 'utf8');
    expect(change(text)).not.toBe(text);
    await writeFile(file, change(text));
    try {
      return await slsPackage(service, args);
    } finally {
      await writeFile(file, text);
    }
  }
  const packaged = async (): Promise<string[]> =>
    (await readdir(service)).filter((name) => ['out', '.serverless'].includes(name));

  test('settings: names and values, each told, from the command line', async () => {
    const args = ['--stage', 'x'.repeat(21), '--param', 'windowSecs=4', '--param', 'settleSeconds=soon'];

    const { code, output } = await slsPackage(service, args);

    expect(output).toContain(`stage: "${'x'.repeat(21)}" is not 1 to 20 of a-z, 0-9 and -`);
    expect(output).toContain('windowSecs: there is no such setting (--param)');
    expect(output).toContain('settleSeconds: is not a whole number');
    expect([code, await packaged()]).toEqual([1, []]);
  }, 300_000);

  test.each<[string, string, (text: string) => string, string[]]>([
    [
      'a setting without a value, and one that is none',
      'serverless.yml',
      (text) => text.replace(/^ {4}settleSeconds: 60$/m, '    settleSecond: 60'),
      ['settleSecond: there is no such setting (params.default)', 'settleSeconds: has no value in params.default'],
    ],
    [
      'a parameter that nobody defines',
      'serverless.yml',
      (text) => text.replace('self:custom.settings.scheduleRate', 'param:howOften'),
      ['Cannot resolve variable at', 'Value not found at "param" source'],
    ],
    [
      'serverless.yml itself, with the line',
      'serverless.yml',
      (text) => text.replace(/^functions:/m, 'functions: [\nfunctions:'),
      ['serverless.yml', '^'],
    ],
    [
      'a definition that is no YAML, with the line',
      'statemachines/archive.asl.yml',
      (text) => text.replace('    Type: Task\n', '    Type: [Task\n'),
      ['statemachines/archive.asl.yml', 'line 1'],
    ],
    [
      'a route that is none',
      'serverless/functions/api.yml',
      (text) => text.replace('- GET /v1/streams read', '- GET /v1/streams'),
      ['function streams: the route "GET /v1/streams" is not METHOD /v1/path'],
    ],
    [
      'a function without a role',
      'serverless/roles/api.cjs',
      (text) => text.replace('  gaps: [', '  gap: ['),
      ['function gaps has no role'],
    ],
  ])(
    '%s',
    async (_name, path, change, messages) => {
      const { code, output } = await packageWith(path, change, ['--stage', 'prod']);

      for (const message of messages) expect(output).toContain(message);
      expect([code, await packaged()]).toEqual([1, []]);
    },
    300_000,
  );

  test('a handler that cannot be bundled ends packaging with file and line, and does not hang', async () => {
    const { code, output } = await packageWith('functions/api/gaps.ts', (text) => `${text}\nconst broken = ;\n`, [
      '--stage',
      'prod',
    ]);

    expect(output).toMatch(/functions\/api\/gaps\.ts:\d+:\d+/);
    expect(code).toBe(1);
    expect(await readdir(service)).not.toContain('out');
  }, 300_000);
});

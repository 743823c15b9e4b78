import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const PROJECT = resolve(__dirname, '../..');
const LAUNCHER = join(PROJECT, 'bin', 'kvs-archiver.mjs');

/** Without what an npm or a stack around this test would tell it. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const { AWS_ENDPOINT_URL, npm_lifecycle_event, ...env } = process.env;
  return env;
}

interface Local {
  readonly child: ChildProcessWithoutNullStreams;
  stdout(): string;
  stderr(): string;
  /** The first match in what was printed so far or comes yet; fails when the process ends without it. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<number | null>;
}

function startLocal(...argv: string[]): Local {
  return follow(spawn(process.execPath, [LAUNCHER, 'local', ...argv], { env: plainEnvironment() }));
}

function follow(child: ChildProcessWithoutNullStreams): Local {
  let stdout = '';
  let stderr = '';
  let onOutput: () => void = () => undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    onOutput();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = new Promise<number | null>((done) => child.on('close', (code) => done(code)));
  const printed = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((found, failed) => {
      onOutput = () => {
        const match = pattern.exec(stdout);
        if (match !== null) found(match);
      };
      onOutput();
      void ended.then((code) => failed(new Error(`it ended with ${code} and printed:\n${stdout}\n${stderr}`)));
    });
  return { child, stdout: () => stdout, stderr: () => stderr, printed, ended };
}

describe('kvs-archiver local', () => {
  let dir: string;
  const started: Local[] = [];
  const start = (...argv: string[]) => {
    const local = startLocal(...argv);
    started.push(local);
    return local;
  };

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kvs-archiver-local-'));
  });
  afterEach(async () => {
    for (const { child, ended } of started.splice(0)) {
      child.kill('SIGKILL');
      await ended;
    }
    await rm(dir, { recursive: true, force: true });
  });

  test('says ready once it answers, refuses a second stack on its port and data, and stops on SIGTERM with 0', async () => {
    const data = join(dir, 'data');
    const local = start('--port', '0', '--no-camera', '--data', data);
    const [, url = '', port = ''] = await local.printed(/^ready (http:\/\/127\.0\.0\.1:(\d+))$/m);

    const outputs = (await (await fetch(`${url}/_local/outputs`)).json()) as Record<string, string>;
    expect(outputs).toMatchObject({ ApiUrl: url, ArchiveBucketName: expect.any(String) });
    await local.printed(/to stop {9}Ctrl-C/);
    expect(local.stdout()).toContain(
      `aws --endpoint-url ${url} s3 ls s3://${outputs.ArchiveBucketName}/clips/ --recursive`,
    );
    expect(local.stdout().match(/^ready/gm)).toHaveLength(1);

    const samePort = start('--port', port, '--no-camera', '--data', join(dir, 'other'));
    const sameData = start('--port', '0', '--no-camera', '--data', data);
    expect(await samePort.ended).toBe(2);
    expect(samePort.stderr()).toContain(`port ${port} on 127.0.0.1 is in use`);
    expect(await sameData.ended).toBe(2);
    expect(sameData.stderr()).toContain(`${data} is in use by process ${local.child.pid}`);
    expect(await readdir(dir)).toEqual(['data']);

    local.child.kill('SIGTERM');
    expect(await local.ended).toBe(0);
    expect(local.stdout()).toMatch(/stopping \(Ctrl-C again: at once\)\nstopped; the data stays in /);
    expect(local.stderr()).toBe('');
    expect(await readdir(data)).not.toContain('lock');
  }, 300_000);

  test('stops when npm is stopped, though the shell between them hands nothing on', async () => {
    const command = `"${process.execPath}" bin/kvs-archiver.mjs local --port 0 --no-camera --data "${join(dir, 'data')}"; true`;
    const local = follow(
      spawn('sh', ['-c', command], { cwd: PROJECT, env: { ...process.env, npm_lifecycle_event: 'start' } }),
    );
    started.push(local);
    await local.printed(/^ready /m);

    local.child.kill('SIGTERM');
    await local.ended; // All that could write to the pipe has ended: the stack too.
    expect(local.stdout()).toContain('stopped; the data stays in ');
    expect(await readdir(join(dir, 'data'))).not.toContain('lock');
  }, 300_000);

  test('a video that is sent, enrolled and archived by the commands of the README', async () => {
    const local = start('--port', '0', '--no-camera', '--data', join(dir, 'data'));
    const [, url = ''] = await local.printed(/^ready (http:\S+)$/m);
    const command = async (...argv: string[]) => {
      const run = follow(spawn(process.execPath, [LAUNCHER, ...argv, '--endpoint', url], { env: plainEnvironment() }));
      return { code: await run.ended, stdout: run.stdout(), stderr: run.stderr() };
    };

    const video = join(PROJECT, 'tests', 'media', 'h264-aac.mkv');
    const send = ['device', 'run', '--stream', 'front-door', '--source', video, '--speed', 'max', '--start', '-5m'];
    const refused = await command(...send);
    const sent = await command(...send, '--create');
    const enrolled = await command('streams', 'add', 'front-door');
    const archived = await command('archive', '--stream', 'front-door');
    const listed = await command('fragments', '--stream', 'front-door', '--json');
    const shown = await command('streams', 'show', 'front-door');
    const gaps = await command('gaps');

    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--create creates it') });
    expect(sent).toMatchObject({ code: 0, stdout: expect.stringMatching(/^front-door: 4 fragments persisted, /) });
    expect(enrolled).toMatchObject({ code: 0, stdout: expect.stringMatching(/^enrolled front-door\n/) });
    expect(archived).toEqual({ code: 0, stdout: expect.any(String), stderr: '' });
    expect(archived.stdout).toMatch(/^front-door {2}1 clip of 4 fragments: clips\/front-door\/.+\.mp4$/m);
    expect(archived.stdout).toMatch(/^done: 1 clip, 0 gaps, in /m);
    expect(listed.stdout.trimEnd().split('\n')).toHaveLength(4);
    expect(shown.stdout).toContain('  longest clip    1 s x 200 = 200 s\n');
    expect(gaps).toEqual({ code: 0, stdout: 'no gaps\n', stderr: '' });
    await local.printed(/front-door {2}clip archived, /);
  }, 300_000);
});

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { createLambdaHost, type LambdaHost, type LambdaHostOptions } from '../../../local/lambda/createLambdaHost.ts';
import type { LambdaFunction } from '../../../local/lambda/lambdaFunction.ts';
import { createLogSink, type LogSink } from '../../../local/lambda/logSink.ts';

const MODULE = `
import { readdirSync, writeFileSync } from 'node:fs';
let calls = 0;
export const echo = async (event, context) => {
  console.log('seen', event.name);
  calls += 1;
  return { event, calls, remaining: context.getRemainingTimeInMillis(), name: context.functionName,
    id: context.awsRequestId, memory: context.memoryLimitInMB, arn: context.invokedFunctionArn, env: { ...process.env } };
};
export const slow = async (event) => { await new Promise((done) => setTimeout(done, event.ms)); return 'slept'; };
export const meet = async ({ folder, id, count }) => {
  writeFileSync(folder + '/' + id, '');
  while (readdirSync(folder).length < count) await new Promise((done) => setTimeout(done, 5));
  return count;
};
export const nothing = async () => undefined;
export const big = async () => 'x'.repeat(7 * 1024 * 1024);
export const named = async () => { const error = new Error('not there'); error.name = 'NotFound'; throw error; };
export const text = async () => { throw 'a string'; };
export const spin = async () => { for (;;); };
export const exit = async () => process.exit(3);
export const later = async () => { setTimeout(() => { throw new TypeError('later'); }, 5); await new Promise(() => setInterval(() => 0, 1000)); };
export const unhandled = async () => { Promise.reject(new Error('nobody')); await new Promise(() => setInterval(() => 0, 1000)); };
export const hungry = async () => { const all = []; for (;;) all.push(new Array(100_000).fill({}).map(() => ({}))); };
`;

describe('createLambdaHost', () => {
  let dir: string;
  let logs: LogSink;
  const hosts: LambdaHost[] = [];

  const fn = (exportName: string, over: Partial<LambdaFunction> = {}): LambdaFunction => ({
    name: exportName,
    arn: `arn:aws:lambda:us-east-1:000000000000:function:${exportName}`,
    file: join(dir, 'module.mjs'),
    exportName,
    memoryMb: 128,
    timeoutMs: 3_000,
    environment: { COLOR: 'green' },
    ...over,
  });
  const host = (functions: LambdaFunction[], over: Partial<LambdaHostOptions> = {}): LambdaHost => {
    const made = createLambdaHost({
      functions,
      system: realSystem,
      logs,
      environmentOf: () => ({ AWS_REGION: 'us-east-1' }),
      ...over,
    });
    hosts.push(made);
    return made;
  };

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kvs-archiver-lambda-'));
    await writeFile(join(dir, 'module.mjs'), MODULE);
    await writeFile(join(dir, 'broken.mjs'), 'export const handler = ;');
    await writeFile(join(dir, 'missing.mjs'), "import 'no-such-package'; export const handler = () => 1;");
    logs = createLogSink(join(dir, 'logs'));
  });
  afterEach(async () => {
    await Promise.all(hosts.splice(0).map((each) => each.close()));
  });
  afterAll(async () => {
    await logs.close();
    await rm(dir, { recursive: true, force: true });
  });

  test('a function sees its event, its context and only its own environment; a warm worker is used again', async () => {
    const subject = host([fn('echo')]);
    process.env.AWS_SECRET_OF_THE_SHELL = 'x';

    const first = await subject.invoke('arn:aws:lambda:us-east-1:000000000000:function:echo:1', { name: 'one' });
    const second = await subject.invoke('echo', { name: 'two' });

    delete process.env.AWS_SECRET_OF_THE_SHELL;
    expect(first).toMatchObject({
      ok: true,
      payload: {
        event: { name: 'one' },
        calls: 1,
        name: 'echo',
        memory: '128',
        arn: 'arn:aws:lambda:us-east-1:000000000000:function:echo',
        env: { COLOR: 'green', AWS_REGION: 'us-east-1' },
      },
    });
    const payload = (first as { payload: { env: object; remaining: number } }).payload;
    expect(Object.keys(payload.env).sort()).toEqual(['AWS_REGION', 'COLOR']);
    expect(payload.remaining).toBeGreaterThan(2_000);
    expect(payload.remaining).toBeLessThanOrEqual(3_000);
    expect(second).toMatchObject({ ok: true, payload: { calls: 2 } });
    await subject.close();
    expect(await readFile(join(dir, 'logs', 'echo.log'), 'utf8')).toBe('seen one\nseen two\n');
  });

  test.each<[string, Partial<LambdaFunction>, string, string]>([
    ['named', {}, 'NotFound', 'not there'],
    ['text', {}, 'string', 'a string'],
    ['spin', { timeoutMs: 300 }, 'Sandbox.Timedout', 'Task timed out after 0.30 seconds'],
    ['slow', { timeoutMs: 200 }, 'Sandbox.Timedout', 'Task timed out after 0.20 seconds'],
    ['exit', {}, 'Runtime.ExitError', 'exit status 3'],
    ['later', {}, 'TypeError', 'later'],
    ['unhandled', {}, 'Runtime.UnhandledPromiseRejection', 'Error: nobody'],
    ['hungry', { memoryMb: 16 }, 'Runtime.ExitError', 'signal: killed'],
    ['big', {}, 'Function.ResponseSizeTooLarge', '(7340034 bytes)'],
    ['absent', {}, 'Runtime.HandlerNotFound', 'absent is undefined'],
  ])('%s fails as on Lambda, and the next invocation works', async (name, over, errorType, message) => {
    const subject = host([fn(name, over), fn('nothing')], { maxWorkers: 1 });

    const outcome = await subject.invoke(name, { ms: 2_000 });

    expect(outcome).toMatchObject({
      ok: false,
      errorType,
      errorMessage: expect.stringContaining(message),
      payload: { errorType },
    });
    expect(await subject.invoke('nothing', {})).toEqual({ ok: true, payload: null });
  });

  test('a module that does not load is told by the cause', async () => {
    const subject = host([
      fn('a', { file: join(dir, 'broken.mjs') }),
      fn('b', { file: join(dir, 'missing.mjs') }),
      fn('c', { file: join(dir, 'nowhere.mjs') }),
    ]);
    const outcomes = await Promise.all(['a', 'b', 'c'].map((name) => subject.invoke(name, {})));
    expect(outcomes.map((outcome) => (outcome.ok ? '' : outcome.errorType))).toEqual([
      'Runtime.UserCodeSyntaxError',
      'Runtime.ImportModuleError',
      'Runtime.ImportModuleError',
    ]);
  });

  test('workers are bounded, functions take turns, and beyond the queue invocations are throttled', async () => {
    const subject = host([fn('slow'), fn('nothing')], { maxWorkers: 2, maxQueued: 5 });
    const order: string[] = [];
    const started = [1, 2, 3, 4, 5].map(() => subject.invoke('slow', { ms: 250 }).then(() => order.push('slow')));
    for (const _ of [1, 2]) started.push(subject.invoke('nothing', {}).then(() => order.push('nothing')));

    await expect(subject.invoke('nothing', {})).rejects.toMatchObject({ name: 'Lambda.TooManyRequestsException' });
    expect(subject.workerCount()).toBe(2);
    await Promise.all(started);

    expect(order).toHaveLength(7);
    expect(order.lastIndexOf('nothing')).toBeLessThan(6);
  });

  test('no more workers start at once than there are cores: the rest wait', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `nothing-${index}`);
    const subject = host(
      names.map((name) => fn('nothing', { name })),
      { maxWorkers: 1_000 },
    );
    const all = names.map((name) => subject.invoke(name, {}));
    expect(subject.workerCount()).toBe(Math.max(2, availableParallelism()));
    expect(await Promise.all(all)).toEqual(Array(50).fill({ ok: true, payload: null }));
  });

  test('a burst waits for the worker that is there, or on its way, before others are started', async () => {
    const subject = host([fn('nothing')], { maxWorkers: 1_000 });
    const cold = Array.from({ length: 50 }, () => subject.invoke('nothing', {}));
    expect(subject.workerCount()).toBe(1);
    expect(await Promise.all(cold)).toEqual(Array(50).fill({ ok: true, payload: null }));
    const before = subject.workerCount();
    const warm = Array.from({ length: 50 }, () => subject.invoke('nothing', {}));
    expect(subject.workerCount()).toBe(before);
    expect(await Promise.all(warm)).toEqual(Array(50).fill({ ok: true, payload: null }));
  });

  test('invocations that take long have workers of their own', async () => {
    const subject = host([fn('meet', { timeoutMs: 60_000 })]);
    const folder = await mkdtemp(join(dir, 'meeting-'));
    // None ends before all are there.
    const all = ['a', 'b', 'c', 'd'].map((id) => subject.invoke('meet', { folder, id, count: 4 }));
    expect(await Promise.all(all)).toEqual(Array(4).fill({ ok: true, payload: 4 }));
  });

  test('a busy function does not keep its worker from another for ever', async () => {
    const subject = host([fn('slow'), fn('nothing')], { maxWorkers: 1 });
    const order: string[] = [];
    const all = Array.from({ length: 14 }, () => subject.invoke('slow', { ms: 100 }).then(() => order.push('slow')));
    all.push(subject.invoke('nothing', {}).then(() => order.push('nothing')));
    await Promise.all(all);
    expect(order).toHaveLength(15);
    expect(order.indexOf('nothing')).toBeLessThan(14);
  });

  test('giving up rejects at once; the invocation goes on', async () => {
    const subject = host([fn('slow')]);
    await expect(subject.invoke('slow', { ms: 600 }, { signal: AbortSignal.timeout(100) })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    expect(subject.workerCount()).toBe(1);
  });

  test('idle workers end', async () => {
    const subject = host([fn('nothing')], { idleMs: 20 });
    await subject.invoke('nothing', {});
    await realSystem.clock.sleep(100);
    expect(subject.workerCount()).toBe(0);
  });

  test('an unknown function is named', async () => {
    const subject = host([]);
    await expect(subject.invoke('who', {})).rejects.toMatchObject({
      name: 'Lambda.ResourceNotFoundException',
      message: 'Function not found: who',
    });
  });
});

import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { ArchiverError } from '../../../core/errors.ts';
import { answerLine } from '../../../device/events/control/answerLine.ts';
import { ControlSocket } from '../../../device/events/control/ControlSocket.ts';
import { sendEvent } from '../../../device/events/control/sendEvent.ts';
import type { DeviceEvent } from '../../../device/events/DeviceEvent.ts';
import type { EventSink } from '../../../device/events/FragmentEvents.ts';
import { everyInterval } from '../../../device/events/triggers/everyInterval.ts';
import { onLines } from '../../../device/events/triggers/onLines.ts';

const USUAL: DeviceEvent = { image: true };

function sinkOf(raised: DeviceEvent[]): EventSink {
  return { raise: (event) => void raised.push(event) };
}

describe('the line protocol', () => {
  test.each<[string, string, DeviceEvent[]]>([
    ['event', 'ok', [USUAL]],
    ['  event  \r', 'ok', [USUAL]],
    ['event {}', 'ok', [{}]],
    ['event {"notify":true,"metadata":{"why":"bell"}}', 'ok', [{ notify: true, metadata: { why: 'bell' } }]],
    ['ping', 'ok', []],
    ['ping me', 'error InvalidInput ping takes nothing', []],
    ['', 'error InvalidInput there are event, event {json} and ping', []],
    ['EVENT', 'error InvalidInput there are event, event {json} and ping', []],
    ['GET / HTTP/1.1', 'error InvalidInput there are event, event {json} and ping', []],
    ['event now', 'error InvalidInput event is not followed by JSON', []],
    ['event {"image":1}', 'error InvalidInput image: Invalid input: expected boolean, received number', []],
    ['event {"metadata":{"AWS":"1"}}', 'error InvalidInput metadata "AWS": names that begin with AWS are reserved', []],
    [`event ${'['.repeat(10_000)}`, 'error InvalidInput event is not followed by JSON', []],
    ['event null', 'error InvalidInput Invalid input: expected object, received null', []],
  ])('%s', (line, answer, events) => {
    const raised: DeviceEvent[] = [];

    expect(answerLine(line, sinkOf(raised), USUAL)).toBe(answer);
    expect(raised).toEqual(events);
  });

  test('what the sink says is passed on in one line', () => {
    const full: EventSink = {
      raise: () => {
        throw new ArchiverError('Throttled', 'too\nmany');
      },
    };

    expect(answerLine('event', full, USUAL)).toBe('error Throttled too many');
  });
});

describe('the control socket', () => {
  let folder: string;
  let path: string;
  let raised: DeviceEvent[];
  const open: ControlSocket[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kvs-control-'));
    path = join(folder, 'control');
    raised = [];
  });
  afterEach(async () => {
    for (const socket of open.splice(0)) await socket.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function listen(sink: EventSink = sinkOf(raised)): Promise<ControlSocket> {
    const socket = await ControlSocket.open({ path, sink, usual: USUAL });
    open.push(socket);
    return socket;
  }

  /** All that comes back until the other side hangs up. */
  async function say(...pieces: (string | Uint8Array)[]): Promise<string> {
    return await new Promise<string>((resolve) => {
      let answer = '';
      const socket = createConnection(path);
      socket.setEncoding('utf8').on('data', (text: string) => {
        answer += text;
      });
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(answer));
      void (async () => {
        for (const piece of pieces) {
          socket.write(piece);
          await realSystem.clock.sleep(5);
        }
        socket.end();
      })();
    });
  }

  test('is its owner’s alone, and goes with the device', async () => {
    const control = await listen();

    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await control.close();
    open.splice(0);
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('takes events, one by one or many in a piece, however they are cut', async () => {
    await listen();

    await sendEvent(path, { notify: true });
    const answers = await say('event {"image":true}\nevent {"meta', 'data":{"a":"é"}}\npi', 'ng\n', 'event');

    expect(answers).toBe('ok\nok\nok\n');
    // The last one had no end: it is none.
    expect(raised).toEqual([{ notify: true }, { image: true }, { metadata: { a: 'é' } }]);
  });

  test('answers what is wrong, and goes on', async () => {
    await listen();

    await expect(sendEvent(path, { imagePrefix: 'x' })).rejects.toMatchObject({
      kind: 'InvalidInput',
      message: 'imagePrefix: is of use only with image',
    });
    expect(await say('nonsense\nevent\n')).toBe('error InvalidInput there are event, event {json} and ping\nok\n');
    expect(raised).toEqual([USUAL]);
  });

  test.each<[string, (string | Uint8Array)[]]>([
    ['a line without an end', ['x'.repeat(40_000)]],
    ['a line that is too long', [`event ${'x'.repeat(40_000)}\n`]],
  ])('hangs up on %s', async (_name, pieces) => {
    await listen();

    expect(await say(...pieces)).toBe('error InvalidInput the line is too long\n');
    expect(await say('ping\n')).toBe('ok\n');
  });

  test('is not troubled by bytes that are no text, nor by who hangs up at once', async () => {
    await listen();
    for (let index = 0; index < 50; index += 1)
      createConnection(path)
        .on('error', () => undefined)
        .destroy();

    expect(await say(Uint8Array.from([0xff, 0xfe, 0, 10]), 'ping\n')).toMatch(/^error .*\nok\n$/);
  });

  test('takes sixteen connections, and the seventeenth is hung up on', async () => {
    await listen();
    const idle = Array.from({ length: 16 }, () => createConnection(path));
    await Promise.all(idle.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    await realSystem.clock.sleep(20);

    expect(await say('ping\n')).toBe('');
    for (const socket of idle) socket.destroy();
    // It sees that they have gone when it gets round to it.
    let answer = await say('ping\n');
    for (let tries = 0; answer === '' && tries < 1_000; tries += 1) answer = await say('ping\n');
    expect(answer).toBe('ok\n');
  });

  test('does not take another device’s place, but that of one that died', async () => {
    await listen();
    await expect(listen()).rejects.toMatchObject({ kind: 'Conflict' });

    // A process that is killed leaves its socket behind.
    const dead = join(folder, 'dead');
    const script = `require('node:net').createServer().listen(${JSON.stringify(dead)}, () => process.kill(process.pid, 'SIGKILL'))`;
    const { spawnSync } = await import('node:child_process');
    expect(spawnSync(process.execPath, ['-e', script]).signal).toBe('SIGKILL');
    expect((await stat(dead)).isSocket()).toBe(true);
    path = dead;
    await listen();
    expect(await say('ping\n')).toBe('ok\n');
  });

  test('takes away nothing that is no socket, and says what is wrong with a path', async () => {
    await writeFile(path, 'mine');
    await expect(listen()).rejects.toMatchObject({
      kind: 'InvalidInput',
      message: `${path} is there already, and no socket`,
    });
    path = join(folder, 'x'.repeat(120));
    await expect(listen()).rejects.toMatchObject({ kind: 'InvalidInput', message: expect.stringMatching(/too long/) });
    path = join(folder, 'no', 'such');
    await expect(listen()).rejects.toMatchObject({ kind: 'InvalidInput' });
  });

  test('who calls where nobody listens, or somebody who does not answer, is told', async () => {
    await expect(sendEvent(path, {})).rejects.toMatchObject({ kind: 'NotFound' });

    const mute = createServer((socket) => void socket.on('data', () => socket.end()));
    await new Promise<void>((resolve) => mute.listen(path, resolve));
    await expect(sendEvent(path, {})).rejects.toMatchObject({
      kind: 'Internal',
      message: expect.stringMatching(/hung up/),
    });
    await chmod(path, 0o600);
    await new Promise((resolve) => mute.close(resolve));
  });
});

describe('other triggers', () => {
  test('lines of an input, however they are cut; one that is too long is passed over', async () => {
    const input = new PassThrough();
    const lines: (string | undefined)[] = [];
    const stop = onLines(input, (line) => lines.push(line));

    input.write('event\nev');
    input.write('ent {}\n');
    input.write('x'.repeat(40_000));
    input.write('still the same line');
    input.write(' its end\nping\n');
    await realSystem.clock.sleep(10);
    stop();
    input.write('late\n');
    await realSystem.clock.sleep(10);

    expect(lines).toEqual(['event', 'event {}', undefined, 'ping']);
  });

  test('a timer that does not drift, and does not make up for sleep', async () => {
    let nowMs = 1_000;
    const late = [0, 70, 0, 350, 0];
    const told: number[] = [];
    const stop = new AbortController();
    const clock = {
      now: () => nowMs,
      sleep: async (ms: number) => {
        nowMs += ms + (late.shift() ?? 0);
      },
    };

    await everyInterval(100, () => (told.push(nowMs) === 5 ? stop.abort() : undefined), clock, stop.signal);

    expect(told).toEqual([1_100, 1_270, 1_300, 1_750, 1_800]);
  });
});

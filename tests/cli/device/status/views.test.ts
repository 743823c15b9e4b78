import type { StatusForm } from '../../../../cli/device/status/DeviceView.ts';
import { openDeviceView } from '../../../../cli/device/status/openDeviceView.ts';
import { ArchiverError } from '../../../../core/errors.ts';
import type { ProducerEvent } from '../../../../device/putMedia/ProducerEvent.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 14);

const EVENTS: readonly ProducerEvent[] = [
  { kind: 'recovered', fragments: 2, bytes: 2_000, firstMs: NOW_MS - 60_000 },
  { kind: 'connected', endpoint: 'http://x', lane: 'live' },
  {
    kind: 'kept',
    timecodeMs: NOW_MS - 2_000,
    bytes: 250_000,
    waiting: 3,
    waitingBytes: 252_000,
    oldestMs: NOW_MS - 60_000,
  },
  { kind: 'sent', timecodeMs: NOW_MS - 2_000, bytes: 250_000, again: false },
  { kind: 'dropped', timecodeMs: NOW_MS - 60_000, lastMs: NOW_MS - 59_000, reason: 'there is no room for it' },
  { kind: 'waiting', ms: 1_500, because: new ArchiverError('Conflict', 'another producer is connected') },
];

/** Shows the events, lets the view's clock tick once, and closes it. */
async function shown(form: StatusForm, isTerminal: boolean) {
  const written = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      written[name] += text;
    },
    isTerminal,
    width: () => 120,
  });
  const ticks: (() => void)[] = [];
  const sleep = (_ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      ticks.push(resolve);
      signal?.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
    });
  const view = openDeviceView(form, 'front-door', {
    stdout: output('stdout'),
    stderr: output('stderr'),
    env: {},
    system: {
      clock: { now: () => NOW_MS, sleep },
      random: { fraction: () => 0, bytes: (count) => new Uint8Array(count), uuid: () => '0' },
    },
    root: '/nowhere',
    onInterrupt: () => () => undefined,
    exit: () => undefined,
  });
  for (const event of EVENTS) view.take(event);
  ticks.shift()?.();
  await new Promise((resolve) => setImmediate(resolve));
  view.close();
  view.close();
  return written;
}

const LINES = [
  'the spool holds 2 fragments (2.0 kB, from 2026-11-21T13:59:00.000Z): they are sent',
  'a fragment of 2026-11-21T13:59:00.000Z is lost: there is no room for it',
  'trying again in 1.5 s: another producer is connected',
];
const STATUS =
  'front-door  waiting | in flight 1 | waiting 3, 252 kB, oldest 1 min | no ack yet | persisted 0 | lost 1 | another producer is connected';

test('in a pipe: plain lines, what happens and how it stands', async () => {
  expect(await shown('auto', false)).toEqual({ stdout: '', stderr: `${[...LINES, STATUS].join('\n')}\n` });
});

test('on a terminal: one line that is redrawn below what happens, never longer than the terminal is wide', async () => {
  const { stdout, stderr } = await shown('auto', true);

  const drawn = stderr.split('\r\x1b[K');
  expect(stdout).toBe('');
  expect(drawn.filter((part) => part.includes('\n')).map((part) => part.split('\n')[0])).toEqual(LINES);
  expect(drawn.at(-2)).toBe(STATUS.slice(0, 119));
  // Nothing is left of it.
  expect(drawn.at(-1)).toBe('');
});

test('as JSON lines: on stdout, each with its type and time, the state last', async () => {
  const { stdout, stderr } = await shown('json', true);

  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(stderr).toBe('');
  expect(lines.map(({ type }) => type)).toEqual(['recovered', 'dropped', 'waiting', 'status', 'status']);
  expect(lines.every(({ at, streamName }) => at === '2026-11-21T14:00:00.000Z' && streamName === 'front-door')).toBe(
    true,
  );
  expect(lines[2]).toMatchObject({ because: 'another producer is connected', error: 'Conflict', ms: 1_500 });
  expect(lines[4]).toEqual({
    type: 'status',
    at: '2026-11-21T14:00:00.000Z',
    streamName: 'front-door',
    state: 'waiting',
    because: 'another producer is connected',
    sinceMs: NOW_MS,
    inFlight: 1,
    waiting: { fragments: 3, bytes: 252_000, oldestMs: NOW_MS - 60_000 },
    bitsPerSecond: 200_000,
    persisted: 0,
    dropped: 1,
    sentAgain: 0,
    connections: 1,
    recordedMs: NOW_MS - 2_000,
  });
});

test('off: what goes wrong is told all the same', async () => {
  expect(await shown('off', true)).toEqual({ stdout: '', stderr: `${LINES.join('\n')}\n` });
});

import { LiveBoard } from '../../../cli/live/LiveBoard.ts';
import { PlainView } from '../../../cli/live/PlainView.ts';
import { boardLines, TableView } from '../../../cli/live/TableView.ts';
import { formatBytes } from '../../../cli/terminal/formatBytes.ts';
import { interrupts } from '../../../cli/terminal/interrupts.ts';
import type { System } from '../../../core/system.ts';
import { NOW_MS } from '../runCli.ts';

/** Waiting that ends when the test says so, or with the signal. */
function steppedSystem() {
  const waiting: (() => void)[] = [];
  const system: System = {
    clock: {
      now: () => NOW_MS,
      sleep: (_ms, signal) =>
        new Promise((resolve, reject) => {
          waiting.push(resolve);
          signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
        }),
    },
    random: { fraction: () => 0, bytes: (count) => new Uint8Array(count), uuid: () => '0' },
  };
  const step = async () => {
    for (const resolve of waiting.splice(0)) resolve();
    await new Promise((settled) => setImmediate(settled));
  };
  return { system, step };
}

function outputOf(width = 100) {
  let text = '';
  const take = () => {
    const taken = text;
    text = '';
    return taken;
  };
  const output = {
    write: (more: string) => {
      text += more;
    },
    isTerminal: true,
    width: () => width,
  };
  return { output, take };
}

describe('what local shows', () => {
  test('in a pipe, fragments come in one line a batch, and other things at once', async () => {
    const { system, step } = steppedSystem();
    const { output, take } = outputOf();
    const board = new LiveBoard();
    const view = new PlainView(output, board, system, false);

    board.fragmentIn('front', 1_000_000);
    view.changed();
    board.fragmentIn('front', 500_000);
    view.changed();
    view.say({ type: 'clip', text: 'a clip' });
    expect(take()).toBe('a clip\n');
    await step();
    expect(take()).toBe('14:00:00  front  2 fragments in (2 so far, 1.5 MB)\n');

    board.watermark('front', NOW_MS - 12_345);
    view.changed();
    await step();
    expect(take()).toBe(''); // Nothing came in.
    board.fragmentIn('front', 1);
    view.changed();
    await step();
    expect(take()).toBe('14:00:00  front  1 fragment in (3 so far, 1.5 MB); watermark lag 12 s\n');
    view.close();
  });

  test('with --json, every line is JSON', async () => {
    const { system, step } = steppedSystem();
    const { output, take } = outputOf();
    const board = new LiveBoard();
    const view = new PlainView(output, board, system, true);

    view.say({ type: 'ready', text: 'ready http://x', data: { url: 'http://x' } });
    board.fragmentIn('front', 7);
    view.changed();
    await step();

    expect(
      take()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { type: 'ready', url: 'http://x' },
      { type: 'fragments', streamName: 'front', fragments: 1, total: 1, totalBytes: 7 },
    ]);
    view.close();
  });

  test('on a terminal, lines scroll above a table that is drawn anew in its place', async () => {
    const { system, step } = steppedSystem();
    const { output, take } = outputOf();
    const board = new LiveBoard();
    const view = new TableView(output, board, system);
    board.fragmentIn('front', 1_234);
    board.clipArchived('front', 56_000);
    board.watermark('front', NOW_MS - 61_000);

    await step();
    const table = `\nSTREAM  FRAGMENTS IN  CLIPS ARCHIVED  WATERMARK LAG\nfront   1 (1.2 kB)    1 (56 kB)       1 min 1 s\n`;
    expect(take()).toBe(table);
    view.say({ type: 'clip', text: 'a clip' });
    expect(take()).toBe(`\x1b[3A\r\x1b[0Ja clip\n${table}`);
    view.close();
    expect(take()).toBe('\x1b[3A\r\x1b[0J');
    view.close();
    await step();
    expect(take()).toBe('');
  });

  test('the table is never wider than the terminal, nor longer than twenty streams', () => {
    const board = new LiveBoard();
    for (let index = 0; index < 25; index++) board.fragmentIn(`a-stream-with-a-long-name-${index}`, 1);

    const lines = boardLines(board, NOW_MS, 40);

    expect(lines).toHaveLength(23);
    expect(Math.max(...lines.map((line) => line.length))).toBe(39);
    expect(lines.at(-1)).toBe('... and 5 more');
  });

  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [9_940, '9.9 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [100_000_000, '100 MB'],
    [2_500_000_000, '2.5 GB'],
  ])('%i bytes are %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('interrupts', () => {
  test('what npm hands on within a moment is the same Ctrl-C; a later one is another', () => {
    const { system } = steppedSystem();
    let now = 0;
    const heard: number[] = [];
    const stop = interrupts({ ...system, clock: { ...system.clock, now: () => now } }, false)(() => heard.push(now));
    for (const at of [0, 30, 1_000, 1_010, 5_000]) {
      now = at;
      process.emit('SIGINT');
    }
    stop();

    expect(heard).toEqual([0, 1_000, 5_000]);
    expect(process.listenerCount('SIGINT')).toBe(0);
  });
});

import { Turns } from '../../../console/frames/Turns.ts';

const never = new AbortController().signal;

test('so many work at a time, the others in the order in which they asked', async () => {
  const turns = new Turns(2);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const all = [0, 1, 2, 3].map((which) =>
    turns.take(async () => {
      begun.push(which);
      await new Promise<void>((resolve) => void ends.push(resolve));
      return which;
    }, never),
  );
  await Promise.resolve();
  expect(begun).toEqual([0, 1]);
  ends[1]?.();
  await all[1];
  await Promise.resolve();
  expect(begun).toEqual([0, 1, 2]);
  ends[0]?.();
  await all[0];
  await Promise.resolve();
  ends[2]?.();
  ends[3]?.();
  expect(await Promise.all(all)).toEqual([0, 1, 2, 3]);
});

test('what fails, and what is called off while it waits, leaves its turn to the next', async () => {
  const turns = new Turns(1);
  const off = new AbortController();
  const begun: string[] = [];
  let fail = (_error: Error): void => undefined;
  const failure = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const first = turns.take(() => failure, never);
  const second = turns.take(async () => void begun.push('second'), off.signal);
  const third = turns.take(async () => void begun.push('third'), never);
  off.abort(new Error('out of sight'));
  fail(new Error('no playlist'));
  await expect(first).rejects.toThrow('no playlist');
  await expect(second).rejects.toThrow('out of sight');
  await third;
  expect(begun).toEqual(['third']);
});

import type { FileHandle } from 'node:fs/promises';
import { ReadHandles } from '../../../../local/kvs/storage/ReadHandles.ts';

function files() {
  const opened: number[] = [];
  const closed: number[] = [];
  const handles = new ReadHandles(async (segment) => {
    if (segment < 0) throw new Error('gone');
    opened.push(segment);
    return { close: async () => void closed.push(segment) } as unknown as FileHandle;
  });
  return { handles, opened, closed };
}
const nothing = async () => undefined;

describe('files that are open for reading', () => {
  it('opens a file once for many readers, one after the other or at once', async () => {
    const { handles, opened, closed } = files();

    await handles.with(1, nothing);
    await Promise.all([handles.with(1, nothing), handles.with(1, nothing)]);

    expect(opened).toEqual([1]);
    expect(closed).toEqual([]);
    await handles.close();
    expect(closed).toEqual([1]);
  });

  it('keeps the two that were used last', async () => {
    const { handles, opened, closed } = files();

    for (const segment of [1, 2, 1, 3, 1, 2]) await handles.with(segment, nothing);

    expect(opened).toEqual([1, 2, 3, 2]);
    expect(closed).toEqual([2, 3]);
  });

  it('lets readers of a freed segment end, and closes it behind the last', async () => {
    const { handles, opened, closed } = files();
    let end: () => void = () => undefined;
    const reading = handles.with(1, () => new Promise<void>((resolve) => (end = resolve)));
    await handles.with(2, nothing);

    await handles.drop(1);
    const whileRead = [...closed];
    end();
    await reading;
    await handles.with(1, nothing);

    expect(whileRead).toEqual([]);
    expect(closed).toEqual([1]);
    expect(opened).toEqual([1, 2, 1]);
  });

  it('tells each reader of a file that cannot be opened, and tries again for the next', async () => {
    const { handles, closed } = files();

    const first = await Promise.allSettled([handles.with(-1, nothing), handles.with(-1, nothing)]);
    await expect(handles.with(-1, nothing)).rejects.toThrow('gone');

    expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await handles.close();
    expect(closed).toEqual([]);
  });
});

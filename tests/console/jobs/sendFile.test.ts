import {
  type AnnouncedUpload,
  type FinishedPart,
  PutRefused,
  type SendPorts,
  sendFile,
} from '../../../console/jobs/uploads/sendFile.ts';

const FILE = new Blob(['abcdefghij']);

/** Something that takes parts; refuses what `refuse` says, each time it is told. */
function receiver(lengths: readonly number[] | undefined, refuse: (url: string, tries: number) => number | undefined) {
  const taken = new Map<string, string>();
  const tries = new Map<string, number>();
  const waits: number[] = [];
  let completed: readonly FinishedPart[] | undefined;
  let announced = 0;
  const ports: SendPorts = {
    announce: async (): Promise<AnnouncedUpload> => {
      announced += 1;
      if (lengths === undefined) return { jobId: 'job', url: `whole-${announced}`, headers: { a: 'b' } };
      return {
        jobId: 'job',
        parts: lengths.map((bytes, at) => ({ partNumber: at + 1, url: `${at + 1}-${announced}`, bytes })),
      };
    },
    complete: async (_, parts) => {
      completed = parts;
    },
    put: async (url, headers, part, onSent) => {
      tries.set(url, (tries.get(url) ?? 0) + 1);
      onSent(1);
      const status = refuse(url, tries.get(url) ?? 0);
      if (status !== undefined) throw new PutRefused(status, `no: ${status}`);
      taken.set(url, `${await part.text()}${headers.a ?? ''}`);
      onSent(part.size);
      return `etag of ${url}`;
    },
    sleep: async (ms) => void waits.push(ms),
  };
  return { ports, taken, waits, completed: () => completed, announced: () => announced };
}

describe('sendFile', () => {
  it('puts a short file in one piece, with the headers that it was told', async () => {
    const { ports, taken, completed } = receiver(undefined, () => undefined);
    const sent: number[] = [];

    expect(await sendFile(FILE, ports, (bytes) => sent.push(bytes))).toBe('job');
    expect([...taken]).toEqual([['whole-1', 'abcdefghijb']]);
    expect([sent, completed()]).toEqual([[1, 10], undefined]);
  });

  it('puts a long one in parts, each once, and has them put together in order', async () => {
    const { ports, taken, completed } = receiver([3, 3, 3, 1], () => undefined);
    const sent: number[] = [];

    await sendFile(FILE, ports, (bytes) => sent.push(bytes));

    expect([...taken].sort()).toEqual([
      ['1-1', 'abc'],
      ['2-1', 'def'],
      ['3-1', 'ghi'],
      ['4-1', 'j'],
    ]);
    expect(completed()).toEqual([1, 2, 3, 4].map((partNumber) => ({ partNumber, etag: `etag of ${partNumber}-1` })));
    expect(Math.max(...sent)).toBe(10);
  });

  it('tries again what broke off, with new addresses for those past their time', async () => {
    const { ports, taken, waits, announced } = receiver([5, 5], (url, tries) => {
      if (url === '1-1') return 403;
      return url === '2-1' && tries < 3 ? 0 : undefined;
    });

    await sendFile(FILE, ports, () => undefined);

    expect([...taken.values()].sort()).toEqual(['abcde', 'fghij']);
    expect(announced()).toBe(2);
    expect(waits.length).toBeGreaterThanOrEqual(2);
  });

  it.each([
    [400, 1],
    [503, 5],
    [0, 5],
  ])('gives up after %d, which it got %d times', async (status, times) => {
    let puts = 0;
    const { ports, completed } = receiver([10], () => {
      puts += 1;
      return status;
    });

    await expect(sendFile(FILE, ports, () => undefined)).rejects.toMatchObject({ status });
    expect([puts, completed()]).toEqual([times, undefined]);
  });
});

import { collectingChunks } from '../../../cloud/memory/collectingChunks.ts';

const MIB = 1024 * 1024;

async function* bodyOf(sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (const [index, size] of sizes.entries()) yield new Uint8Array(size).fill(index);
}

async function read(body: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return chunks;
}

describe('collectingChunks', () => {
  test.each([
    ['nothing', [], 0],
    ['less than 4 MiB', [MIB, MIB, MIB], 0],
    ['4 MiB exactly', [MIB, MIB, MIB, MIB], 1],
    ['a chunk that is larger by itself', [9 * MIB], 1],
    ['12 MiB in chunks of 64 KiB', Array.from({ length: 192 }, () => MIB / 16), 3],
  ])('%s', async (_name, sizes, collections) => {
    let collected = 0;

    const chunks = await read(
      collectingChunks(bodyOf(sizes), () => {
        collected += 1;
      }),
    );

    expect(collected).toBe(collections);
    expect(chunks.map(({ length }) => length)).toEqual(sizes);
    expect(chunks.map((chunk) => chunk[0])).toEqual(sizes.map((_size, index) => index));
  });

  test('a collection comes after the chunk was taken, and before the next is asked for', async () => {
    const order: string[] = [];
    const body = (async function* () {
      for (const name of ['first', 'second']) {
        order.push(`asked for the ${name}`);
        yield new Uint8Array(5 * MIB);
      }
    })();

    for await (const _chunk of collectingChunks(body, () => order.push('collected'))) order.push('taken');

    expect(order).toEqual(['asked for the first', 'taken', 'collected', 'asked for the second', 'taken', 'collected']);
  });

  test('an error of the body comes through, and who breaks off closes the body', async () => {
    let closed = false;
    const body = (async function* () {
      try {
        yield new Uint8Array(1);
        throw new Error('the line is dead');
      } finally {
        closed = true;
      }
    })();
    await expect(read(collectingChunks(body))).rejects.toThrow('the line is dead');
    expect(closed).toBe(true);

    closed = false;
    const other = (async function* () {
      try {
        for (;;) yield new Uint8Array(1);
      } finally {
        closed = true;
      }
    })();
    for await (const _chunk of collectingChunks(other)) break;
    expect(closed).toBe(true);
  });

  test("V8's own collector frees chunks that nobody holds", async () => {
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const body = (async function* () {
      for (let index = 0; index < 48 * 16; index++) yield new Uint8Array(MIB / 16).fill(index);
    })();

    for await (const _chunk of collectingChunks(body)) {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }

    expect(most).toBeLessThan(24 * MIB);
  });
});

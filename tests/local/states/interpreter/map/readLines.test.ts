import fc from 'fast-check';
import { childInputs } from '../../../../../local/states/interpreter/map/itemBatcher.ts';
import { readLines } from '../../../../../local/states/interpreter/map/readLines.ts';
import { payloadBytes } from '../../../../../local/states/interpreter/payloadBytes.ts';
import type { Visit } from '../../../../../local/states/interpreter/Visit.ts';

async function* inChunks(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let start = 0;
  for (let index = 0; start < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1;
    yield bytes.subarray(start, start + size);
    start += size;
  }
}

test('readLines gives the same lines however the body is cut, also within a character', async () => {
  const line = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !/[\n\r]/.test(text));
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(fc.array(line), sizes, fc.constantFrom('\n', '\r\n'), async (lines, cuts, end) => {
      const read: string[] = [];
      for await (const each of readLines(inChunks(Buffer.from(lines.join(end)), cuts))) read.push(each);
      expect(read).toEqual(lines.map((text) => text.trim()).filter((text) => text !== ''));
    }),
    { seed: 42, numRuns: 300 },
  );
});

test('childInputs gives every item once, in order, within both limits wherever an item allows it', async () => {
  // Only what the batcher asks of a visit: numbers stand for themselves.
  const visit = { evaluateInteger: async (value: number) => value, evaluate: async (value: unknown) => value };
  const items = fc.array(fc.string({ maxLength: 60 }), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(
      items,
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 20, max: 200 }),
      async (all, most, bytes) => {
        const batcher = { MaxItemsPerBatch: most, MaxInputBytesPerBatch: bytes, BatchInput: 'x' };
        const source = (async function* () {
          for (const [Index, input] of all.entries()) yield { mapItem: { Index, Value: input }, input };
        })();
        const seen: unknown[] = [];
        for await (const child of childInputs(visit as unknown as Visit, batcher, source)) {
          const batch = child.input as { Items: unknown[] };
          expect(batch.Items.length).toBe(child.items);
          expect(batch.Items.length).toBeLessThanOrEqual(most);
          if (batch.Items.length > 1) expect(payloadBytes(batch)).toBeLessThanOrEqual(bytes);
          seen.push(...batch.Items);
        }
        expect(seen).toEqual(all);
      },
    ),
    { seed: 42, numRuns: 300 },
  );
});

import fc from 'fast-check';
import { AwsChunkedDecoder } from '../../../local/s3/body/awsChunkedDecoder.ts';

const decode = (pieces: readonly Uint8Array[]): { data: Buffer; trailers: [string, string][] } => {
  const decoder = new AwsChunkedDecoder();
  const data = pieces.flatMap((piece) => decoder.push(piece));
  decoder.finish();
  return { data: Buffer.concat(data), trailers: [...decoder.trailers] };
};

const encode = (chunks: readonly Uint8Array[], trailers: readonly string[], signed: boolean): Buffer => {
  const signature = signed ? `;chunk-signature=${'a'.repeat(64)}` : '';
  const parts = chunks
    .filter((chunk) => chunk.length > 0)
    .flatMap((chunk) => [Buffer.from(`${chunk.length.toString(16)}${signature}\r\n`), chunk, Buffer.from('\r\n')]);
  const end = `0${signature}\r\n${trailers.map((line) => `${line}\r\n`).join('')}\r\n`;
  return Buffer.concat([...parts, Buffer.from(end)]);
};

const cut = (bytes: Buffer, sizes: readonly number[]): Buffer[] => {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const size of sizes) {
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return [...pieces, bytes.subarray(at)];
};

describe('AwsChunkedDecoder', () => {
  test('gives back the data and trailers of any chunks, cut into any pieces', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }),
        fc.boolean(),
        fc.boolean(),
        fc.array(fc.nat(40), { maxLength: 60 }),
        (chunks, signed, trailing, sizes) => {
          const body = encode(chunks, trailing ? ['x-amz-checksum-crc32:AAAAAA=='] : [], signed);
          const { data, trailers } = decode(cut(body, sizes));
          expect(data.equals(Buffer.concat(chunks))).toBe(true);
          expect(trailers).toEqual(trailing ? [['x-amz-checksum-crc32', 'AAAAAA==']] : []);
        },
      ),
      { seed: 20260301, numRuns: 500 },
    );
  });

  test('refuses every body that is cut off, but for the last empty line', () => {
    const body = encode([Buffer.from('hello'), Buffer.from('world')], ['x-amz-checksum-crc32:AAAAAA=='], true);
    for (let bytes = 0; bytes < body.length - 2; bytes++) {
      const last = body.subarray(0, bytes).toString('latin1');
      // A line that is whole may be the last one; one without the trailers is refused where those are missed.
      if (last.endsWith('\n') && last.includes('\r\n0;')) continue;
      expect(() => decode([body.subarray(0, bytes)])).toThrow(expect.objectContaining({ code: 'IncompleteBody' }));
    }
  });

  test('answers noise with an S3 error, never with anything else', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 5 }), (pieces) => {
        try {
          decode(pieces);
        } catch (error) {
          expect(['IncompleteBody', 'InvalidRequest']).toContain((error as { code: string }).code);
        }
      }),
      { seed: 20260302, numRuns: 500 },
    );
  });

  test.each([
    ['no size', '\r\n'],
    ['a negative size', '-5\r\nhello\r\n'],
    ['a size beyond all bodies', 'fffffffffffffffff\r\n'],
    ['a head without end', `5;${'x'.repeat(3000)}`],
    ['a chunk longer than its size', '3\r\nhello\r\n0\r\n\r\n'],
    ['trailers without end', `0\r\n${'a:b\r\n'.repeat(3000)}`],
    ['a trailer without a name', '0\r\n:b\r\n\r\n'],
    ['data after the end', '0\r\n\r\n5\r\nhello\r\n'],
  ])('refuses %s', (_, body) => {
    expect(() => decode([Buffer.from(body)])).toThrow(expect.objectContaining({ code: 'InvalidRequest' }));
  });
});

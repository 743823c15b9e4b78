import { AwsChunkedDecoder } from '../../local/s3/body/awsChunkedDecoder.ts';
import { S3Error } from '../../local/s3/s3Error.ts';
import { Finding, type FuzzTarget } from '../Target.ts';

const SIGNATURE = 'a'.repeat(64);

/** Bodies in `aws-chunked`: decoded in pieces of any size, with and without signatures and trailers. */
export const target: FuzzTarget = {
  maxBytes: 32 * 1024,
  memory: { base: 2 * 1024 * 1024, perByte: 64 },
  dictionary: ['\r\n', '0\r\n\r\n', ';chunk-signature=', 'x-amz-checksum-crc32:', 'ffffffff\r\n', '000000000005\r\n'],
  seeds: async () =>
    [
      'b\r\nhello world\r\n0\r\n\r\n',
      `5;chunk-signature=${SIGNATURE}\r\nhello\r\n0;chunk-signature=${SIGNATURE}\r\n\r\n`,
      '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n',
      `5\r\nhello\r\n0\r\nx-amz-checksum-crc32c:yZRlqg==\r\nx-amz-trailer-signature:${SIGNATURE}\r\n\r\n`,
    ].map((text) => Buffer.from(text)),
  run(input) {
    const whole = decode(input, input.length);
    const pieces = decode(input, 7);
    if (whole !== pieces) throw new Finding(`the data depends on the pieces: ${whole} | ${pieces}`);
    return undefined;
  },
};

function decode(input: Uint8Array, size: number): string {
  const decoder = new AwsChunkedDecoder();
  const data: Buffer[] = [];
  try {
    for (let at = 0; at < input.length; at += size) data.push(...decoder.push(input.subarray(at, at + size)));
    decoder.finish();
    return `${Buffer.concat(data).toString('hex')} ${JSON.stringify([...decoder.trailers])}`;
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    return error.code;
  }
}

import { isArchiverError } from '../../core/errors.ts';
import { AckParser } from '../../device/putMedia/acks/AckParser.ts';
import { Finding, type FuzzTarget } from '../Target.ts';

/** What PutMedia answers to a camera: torn or bunched by whatever stands between. */
export const target: FuzzTarget = {
  maxBytes: 16 * 1024,
  memory: { base: 2 * 1024 * 1024, perByte: 64 },
  dictionary: [
    '"EventType":"PERSISTED"',
    '"EventType":"ERROR"',
    '"FragmentTimecode":',
    '"ErrorId":4006',
    '\\',
    '{"',
    '}',
  ],
  seeds: async () =>
    [
      '{"EventType":"BUFFERING","FragmentTimecode":1772366400123,"FragmentNumber":"91343852340121317129"}\n',
      '{"EventType":"RECEIVED","FragmentTimecode":1,"FragmentNumber":"9"}{"EventType":"IDLE"}\r\n',
      '{"EventType":"ERROR","FragmentTimecode":1,"FragmentNumber":"9","ErrorId":4006,"ErrorCode":"INVALID_MKV_DATA"}',
    ].map((text) => Buffer.from(text)),
  run(input) {
    const whole = parse(input, input.length);
    const pieces = parse(input, 3);
    if (whole !== pieces) throw new Finding(`the acknowledgements depend on the pieces: ${whole} | ${pieces}`);
    return undefined;
  },
};

function parse(input: Uint8Array, size: number): string {
  const parser = new AckParser();
  const acks: unknown[] = [];
  try {
    for (let at = 0; at < input.length; at += size) acks.push(...parser.push(input.subarray(at, at + size)));
    parser.end();
    return JSON.stringify(acks);
  } catch (error) {
    if (!isArchiverError(error)) throw error;
    return error.kind;
  }
}

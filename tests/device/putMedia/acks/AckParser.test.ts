import fc from 'fast-check';
import type { Ack } from '../../../../device/putMedia/acks/Ack.ts';
import { AckParser } from '../../../../device/putMedia/acks/AckParser.ts';

const NUMBER = '91343852333181432392682062607743920146264094437';
const bytes = (text: string) => new TextEncoder().encode(text);

function parse(...texts: string[]): Ack[] {
  const parser = new AckParser();
  const acks = texts.flatMap((text) => parser.push(bytes(text)));
  parser.end();
  return acks;
}

test.each<[string, string, Ack[]]>([
  [
    'the three steps, one a line',
    `{"EventType":"BUFFERING","FragmentTimecode":1000,"FragmentNumber":"${NUMBER}"}\r\n` +
      `{"EventType":"RECEIVED","FragmentTimecode":1000,"FragmentNumber":"${NUMBER}"}\r\n` +
      `{"EventType":"PERSISTED","FragmentTimecode":1000,"FragmentNumber":"${NUMBER}"}\r\n`,
    (['BUFFERING', 'RECEIVED', 'PERSISTED'] as const).map((type) => ({
      type,
      timecodeMs: 1000,
      fragmentNumber: NUMBER,
    })),
  ],
  ['bunched without a line between', '{"EventType":"IDLE"}{"EventType":"IDLE"}', [{ type: 'IDLE' }, { type: 'IDLE' }]],
  [
    'bare and quoted values change places',
    `{ "EventType" : "PERSISTED", "FragmentTimecode": "77", "FragmentNumber": ${NUMBER}, "Later": "x" }`,
    [{ type: 'PERSISTED', timecodeMs: 77, fragmentNumber: NUMBER }],
  ],
  [
    'an error',
    `{"EventType":"ERROR","FragmentTimecode":5,"FragmentNumber":"${NUMBER}","ErrorId":4004,"ErrorCode":"X"}`,
    [{ type: 'ERROR', errorId: 4004, errorCode: 'X', timecodeMs: 5, fragmentNumber: NUMBER }],
  ],
  [
    'an error without a known fragment',
    '{"EventType":"ERROR","FragmentTimecode":-1,"FragmentNumber":"","ErrorId":"5000"}',
    [{ type: 'ERROR', errorId: 5000, errorCode: '', timecodeMs: undefined, fragmentNumber: '' }],
  ],
  ['an idle one with a time', '{"EventType":"IDLE","FragmentTimecode":0}', [{ type: 'IDLE' }]],
  ['a brace within a text', '{"EventType":"IDLE","Note":"}{\\"}"}', [{ type: 'IDLE' }]],
])('%s', (_, text, expected) => {
  expect(parse(text)).toEqual(expected);
});

test.each([
  ['a web page', '<html>', 'Corrupt', /something else/],
  ['an array', '[{"EventType":"IDLE"}]', 'Corrupt', /something else/],
  ['a nested object', '{"Acknowledgement":{"EventType":"IDLE"}}', 'Corrupt', /holds another object/],
  ['an unknown event', '{"EventType":"LOST"}', 'Corrupt', /EventType/],
  ['no time', '{"EventType":"PERSISTED"}', 'Corrupt', /FragmentTimecode/],
  ['a time that is none', '{"EventType":"PERSISTED","FragmentTimecode":"x"}', 'Corrupt', /number/],
  ['an error without an id', '{"EventType":"ERROR"}', 'Corrupt', /ErrorId/],
  ['no JSON', '{EventType}', 'Corrupt', /not JSON/],
  ['more than one may hold', `{"EventType":"${'x'.repeat(5_000)}`, 'Corrupt', /longer than 4096/],
  ['half of one', '{"EventType":"IDLE"', 'Truncated', /ended within/],
])('refuses %s', (_, text, name, message) => {
  expect(() => parse(text)).toThrow(expect.objectContaining({ name, message: expect.stringMatching(message) }));
});

test('torn at any byte, the same acknowledgements come out', () => {
  const ack = fc.oneof(
    fc.constant<Ack>({ type: 'IDLE' }),
    fc
      .tuple(fc.constantFrom('BUFFERING', 'RECEIVED', 'PERSISTED'), fc.integer({ min: 0, max: 2 ** 45 }))
      .map(([type, timecodeMs]): Ack => ({ type, timecodeMs, fragmentNumber: NUMBER })),
  );
  fc.assert(
    fc.property(fc.array(ack, { maxLength: 20 }), fc.array(fc.integer({ min: 1, max: 60 })), (acks, cuts) => {
      const whole = bytes(acks.map((one) => `${JSON.stringify(wire(one))}\n`).join(''));
      const parser = new AckParser();
      const seen: Ack[] = [];
      let at = 0;
      for (const length of [...cuts, whole.length]) {
        seen.push(...parser.push(whole.subarray(at, at + length)));
        at += length;
      }
      parser.end();
      expect(seen).toEqual(acks);
    }),
    { seed: 11, numRuns: 300 },
  );
});

test('noise never does anything but throw an error of the vocabulary', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 }), (chunks) => {
      const parser = new AckParser();
      try {
        for (const chunk of chunks) parser.push(chunk);
        parser.end();
      } catch (error) {
        expect(['Corrupt', 'Truncated']).toContain((error as Error).name);
      }
    }),
    { seed: 13, numRuns: 300 },
  );
});

function wire(ack: Ack): unknown {
  if (ack.type === 'IDLE') return { EventType: 'IDLE' };
  return { EventType: ack.type, FragmentTimecode: ack.timecodeMs, FragmentNumber: ack.fragmentNumber };
}

import fc from 'fast-check';
import { buildAvcC } from '../../../../device/media/h264/buildAvcC.ts';
import { fromAnnexB } from '../../../../device/media/h264/fromAnnexB.ts';
import { splitAnnexB } from '../../../../device/media/h264/splitAnnexB.ts';

const SPS = [0x67, 0x42, 0xc0, 0x1f, 0x8c];
const PPS = [0x68, 0xce, 0x3c];
const IDR = [0x65, 0xb8, 0x00, 0x04];

test('a key frame with its parameter sets', () => {
  const bytes = Uint8Array.from([0, 0, 0, 1, ...SPS, 0, 0, 0, 1, ...PPS, 0, 0, 1, ...IDR]);

  const picture = fromAnnexB(bytes);

  expect(picture.keyframe).toBe(true);
  expect([...picture.payload]).toEqual([0, 0, 0, 4, ...IDR]);
  expect([...buildAvcC(picture.units)]).toEqual([
    ...[1, 0x42, 0xc0, 0x1f, 0xff, 0xe1, 0, SPS.length, ...SPS],
    ...[1, 0, PPS.length, ...PPS],
  ]);
});

test('a picture without parameter sets makes no configuration, and says what to do', () => {
  expect(() => buildAvcC([Uint8Array.from(IDR)])).toThrow(/--inline/);
});

test('units come back whole, whatever stands in them', () => {
  // Within a unit 00 00 is always followed by 03 (emulation prevention), and a unit never ends in a zero.
  const unit = fc
    .array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 60 })
    .map((body) => [0x41, ...body.map((byte, at) => (byte === 0 && at % 2 === 1 ? 7 : byte)), 0x80]);
  fc.assert(
    fc.property(fc.array(fc.tuple(unit, fc.boolean()), { minLength: 1, maxLength: 8 }), (units) => {
      const stream = units.flatMap(([body, long]) => [...(long ? [0, 0, 0, 1] : [0, 0, 1]), ...body]);
      const split = splitAnnexB(Uint8Array.from(stream)).map((bytes) => [...bytes]);
      expect(split).toEqual(units.map(([body]) => body));
    }),
    { seed: 3, numRuns: 300 },
  );
});

const START_CODE = Buffer.from([0, 0, 1]);
const SPS = 7;
const PPS = 8;
const DELIMITER = 9;

/** NAL units of a picture as the encoder gives it: behind start codes (ITU-T H.264, annex B), whatever it is asked for. */
export function nalUnits(bytes) {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const units = [];
  for (let at = data.indexOf(START_CODE); at >= 0; ) {
    const next = data.indexOf(START_CODE, at + 3);
    let end = next < 0 ? data.length : next;
    while (end > at + 3 && data[end - 1] === 0) end--;
    units.push(data.subarray(at + 3, end));
    at = next;
  }
  return units;
}

/** AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1) of one set of parameters each. */
export function avcConfiguration(units) {
  const sps = units.find((unit) => (unit[0] & 31) === SPS);
  const pps = units.find((unit) => (unit[0] & 31) === PPS);
  if (sps === undefined || pps === undefined) return undefined;
  const length = (unit) => Buffer.from([unit.length >> 8, unit.length & 255]);
  const head = Buffer.from([1, sps[1], sps[2], sps[3], 0xff, 0xe1]);
  return new Uint8Array(Buffer.concat([head, length(sps), sps, Buffer.from([1]), length(pps), pps]));
}

/** The picture alone, each NAL unit behind its length. */
export function avcSample(units) {
  const kept = units.filter((unit) => ![SPS, PPS, DELIMITER].includes(unit[0] & 31));
  return new Uint8Array(
    Buffer.concat(
      kept.flatMap((unit) => {
        const length = Buffer.alloc(4);
        length.writeUInt32BE(unit.length);
        return [length, unit];
      }),
    ),
  );
}

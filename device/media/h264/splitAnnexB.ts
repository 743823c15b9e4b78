/**
 * The NAL units of an Annex-B byte stream, as views, without start codes and trailing zeros; empty when it has none.
 * Source: ITU-T H.264 (and H.265) Annex B.
 */
export function splitAnnexB(bytes: Uint8Array): Uint8Array[] {
  const units: Uint8Array[] = [];
  let begin = -1;
  let at = 0;
  while (at + 2 < bytes.length) {
    // A third byte above 1 rules out a start code at these three places: most of a picture is skipped by threes.
    const third = bytes[at + 2] ?? 0;
    if (third > 1) at += 3;
    else if (third === 1 && bytes[at] === 0 && bytes[at + 1] === 0) {
      if (begin >= 0) pushUnit(units, bytes, begin, at);
      begin = at + 3;
      at += 3;
    } else at += 1;
  }
  if (begin >= 0) pushUnit(units, bytes, begin, bytes.length);
  return units;
}

function pushUnit(units: Uint8Array[], bytes: Uint8Array, begin: number, end: number): void {
  let last = end;
  while (last > begin && bytes[last - 1] === 0) last -= 1;
  if (last > begin) units.push(bytes.subarray(begin, last));
}

/** Whether `bytes` begin with an Annex-B start code. A length prefix of 1 is no NAL unit that a picture begins with. */
export function isAnnexB(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0 || bytes[1] !== 0) return false;
  return bytes[2] === 1 || (bytes[2] === 0 && bytes[3] === 1);
}

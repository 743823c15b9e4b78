import type { PassRecord } from '../ports/runLog.ts';
import type { StreamCount } from './monthSoFar.ts';

/** Bytes of a second of footage, where no record says: 2 Mbit/s, kept twice. */
const USUAL_BYTES_A_SECOND = 2 * 250_000;

/**
 * What passes wrote down, summed up. Records of before bytes were written down count with those of the others.
 *
 * @param scale how many times the records stand for: 2 where they are those of half of the time
 */
export function countPasses(records: readonly PassRecord[], scale = 1): StreamCount {
  const sum = (of: (record: PassRecord) => number, among = records): number =>
    among.reduce((total, record) => total + of(record), 0) * scale;
  const footageMs = sum((record) => record.footageMs ?? 0);
  const weighed = records.filter(({ bytes }) => bytes !== undefined);
  const weighedMs = sum((record) => record.footageMs ?? 0, weighed);
  const aSecond = weighedMs === 0 ? USUAL_BYTES_A_SECOND : sum(({ bytes = 0 }) => bytes, weighed) / (weighedMs / 1000);
  return {
    passes: sum(({ clips }) => (clips > 0 ? 1 : 0)),
    clips: sum(({ clips }) => clips),
    bundles: sum(({ bundles }) => bundles),
    fragments: sum((record) => record.fragments ?? 0),
    footageMs,
    bytes: aSecond * (footageMs / 1000),
  };
}

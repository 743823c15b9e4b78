import { InvalidArgumentError } from 'commander';

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  ki: 1_024,
  mi: 1_024 ** 2,
  gi: 1_024 ** 3,
  ti: 1_024 ** 4,
};

/** Reads a size in bytes, at least `min`: `500000000`, `500M`, `2GB`, `1.5GiB`. */
export function byteSize(min: number): (text: string) => number {
  return (text) => {
    const match = /^(\d+(?:\.\d+)?)\s*([kmgt]i?)?b?$/i.exec(text.trim());
    const unit = UNITS[(match?.[2] ?? '').toLowerCase()];
    const bytes = match === null || unit === undefined ? Number.NaN : Math.round(Number(match[1]) * unit);
    if (Number.isSafeInteger(bytes) && bytes >= min) return bytes;
    throw new InvalidArgumentError(`It must be a size of at least ${min} bytes, such as 500M or 2GB.`);
  };
}

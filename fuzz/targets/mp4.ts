import { isArchiverError } from '../../core/errors.ts';
import { Mp4Inspector } from '../../core/mp4/Mp4Inspector.ts';
import { Finding, type FuzzTarget } from '../Target.ts';
import { MP4_WORDS, mp4Seeds } from './seeds.ts';

const CHUNK = 1_000;

/** Clips as GetClip sends them: read while they pass by, the same for any chunking. */
export const target: FuzzTarget = {
  maxBytes: 64 * 1024,
  // Tables of samples come in runs: a few bytes may stand for many samples, within the inspector's own bounds.
  memory: { base: 16 * 1024 * 1024, perByte: 256 },
  dictionary: MP4_WORDS,
  seeds: mp4Seeds,
  run(input) {
    const whole = inspect([input]);
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < input.length; at += CHUNK) chunks.push(input.subarray(at, at + CHUNK));
    const pieces = inspect(chunks);
    if (whole !== pieces) throw new Finding(`the inspection depends on the chunking: ${whole} | ${pieces}`);
    return undefined;
  },
};

function inspect(chunks: readonly Uint8Array[]): string {
  const inspector = new Mp4Inspector({ maxMetadataBytes: 64 * 1024 });
  try {
    for (const chunk of chunks) inspector.push(chunk);
    return JSON.stringify(inspector.end());
  } catch (error) {
    if (!isArchiverError(error)) throw error;
    return error.kind;
  }
}

import { createReadStream } from 'node:fs';
import { ArchiverError } from '../../core/errors.ts';
import { FragmentCutter } from '../../core/matroska/FragmentCutter.ts';
import type { Track } from '../../core/matroska/Track.ts';
import { isUrl, readFailure } from './openFile.ts';

/**
 * The tracks of a Matroska file as its header tells them: with the CodecPrivate of codecs that the demuxer does not
 * know (G.711 as A_MS/ACM).
 * @throws ArchiverError `Corrupt` when the header cannot be read.
 */
export async function readMatroskaTracks(location: string): Promise<readonly Track[]> {
  const cutter = new FragmentCutter();
  try {
    for await (const chunk of bytesOf(location)) {
      for (const event of cutter.push(chunk)) {
        if (event.kind === 'tracks') return event.tracks;
        if (event.kind === 'failed') throw event.error;
      }
    }
  } catch (cause) {
    throw readFailure(location, cause);
  }
  throw new ArchiverError('Corrupt', `${location} ends before its first cluster`);
}

async function* bytesOf(location: string): AsyncGenerator<Uint8Array, void, undefined> {
  if (!isUrl(location)) {
    yield* createReadStream(location) as AsyncIterable<Uint8Array>;
    return;
  }
  const stop = new AbortController();
  try {
    const response = await fetch(location, { signal: stop.signal });
    if (response.body !== null) yield* response.body as unknown as AsyncIterable<Uint8Array>;
  } finally {
    stop.abort();
  }
}

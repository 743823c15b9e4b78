import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildMp4 } from '../../../core/mp4/buildMp4.ts';
import { KvsError } from '../kvsError.ts';
import { checkClipTracks } from '../playback/checkClipTracks.ts';
import { clipError } from '../playback/clipError.ts';
import { clipFragments } from '../playback/clipFragments.ts';
import { clipSource } from '../playback/clipSource.ts';
import { fragmentSelector } from '../playback/fragmentSelector.ts';
import { MediaResponse } from '../playback/MediaResponse.ts';
import { requiredStructure } from '../protocol/members.ts';
import { writeWhole } from '../storage/durableFiles.ts';
import type { MediaOperation } from './Operation.ts';
import { retainingStream } from './retainingStream.ts';

/** How much of the finished file is read ahead of the client. */
const READ_BYTES = 256 * 1024;

/**
 * One MP4 of a time range, made in a temporary file and streamed from there: memory holds a fragment or two. Its
 * creation time is that of the request (observed), so that its bytes differ from call to call. Charged a point of each
 * pool for every fragment in the clip (documented: service quotas).
 */
export const getClip: MediaOperation = {
  kind: 'media',
  name: 'GetClip',
  service: 'kinesis-video-archived-media',
  path: '/getClip',
  rate: {},
  async run(input, call) {
    const { context } = call;
    const selector = fragmentSelector(requiredStructure(input, 'ClipFragmentSelector'));
    const requestedMs = context.system.clock.now();
    if (selector.type === 'SERVER_TIMESTAMP' && selector.endMs > requestedMs) {
      throw new KvsError('InvalidArgumentException', 'EndTimestamp must be in the past for SERVER_TIMESTAMP.');
    }
    const stream = await retainingStream(input, call);
    const records = clipFragments(stream.listable(), selector, context.settings());
    if (records.length === 0) {
      throw new KvsError('ResourceNotFoundException', 'No fragments found in the stream for the clip request.');
    }
    stream.points.charge({ metadata: records.length, media: records.length });
    await context.system.clock.sleep(context.settings().getClipLatencyMs);

    const source = clipSource(stream.log, records);
    checkClipTracks((await source.read(0)).tracks);
    const path = join(context.temporaryDirectory, `${call.requestId}.mp4`);
    const file = await open(path, 'wx+');
    try {
      // The file lives on without its name until it is closed: nothing is left behind, however this ends.
      await rm(path);
      const sink = {
        async write(position: number, bytes: Uint8Array): Promise<void> {
          await writeWhole(file, bytes, position);
        },
      };
      const { bytes } = await buildMp4(source, sink, { creationTimeMs: requestedMs }).catch((error: unknown) => {
        throw clipError(error);
      });
      const answer = new MediaResponse(call);
      answer.begin('video/mp4', bytes);
      const buffer = Buffer.allocUnsafe(READ_BYTES);
      for (let position = 0; position < bytes && !answer.isGone; ) {
        const { bytesRead } = await file.read(buffer, 0, READ_BYTES, position);
        if (bytesRead === 0) throw new KvsError('InternalFailure', 'The clip is shorter than it was made.');
        await answer.write(Uint8Array.from(buffer.subarray(0, bytesRead)));
        position += bytesRead;
      }
      answer.end();
    } finally {
      await file.close();
    }
  },
};

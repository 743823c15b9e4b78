import { writeEndOfFragment } from '../../core/matroska/write/writeEndOfFragment.ts';
import type { Clock } from '../../core/system.ts';
import { type CameraSketch, cameraClusters, cameraHeader } from './cameraFootage.ts';
import { PutMediaSession } from './putFootage.ts';

/**
 * A camera at real time: each fragment leaves when it is over, with the tag that says so, and is waited for no longer
 * than it takes to send it. Resolves with the lag of each PERSISTED behind its fragment's end, in milliseconds.
 */
export async function sendLive(
  url: string,
  streamName: string,
  sketch: CameraSketch,
  clock: Clock,
  firstAtMs: number,
): Promise<number[]> {
  const dueMs = (index: number): number => firstAtMs + index * sketch.fragmentMs;
  const lags: number[] = [];
  const session = new PutMediaSession(url, streamName, ({ timecodeMs, atMs }) => {
    lags.push(atMs - dueMs((timecodeMs - sketch.startMs) / sketch.fragmentMs));
  });
  await session.send(cameraHeader());
  let index = 0;
  for (const cluster of cameraClusters(sketch)) {
    const waitMs = dueMs(index) - performance.now();
    if (waitMs > 0) await clock.sleep(waitMs);
    await session.send(Buffer.concat([cluster, writeEndOfFragment()]));
    index += 1;
  }
  await session.end();
  return lags;
}

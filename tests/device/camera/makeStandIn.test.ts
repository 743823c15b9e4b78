import { readFile, writeFile } from 'node:fs/promises';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { assetPath } from '../../../device/camera/assetPath.ts';
import { makeStandIn } from '../../../device/camera/makeStandIn.ts';
import { openStandIn } from '../../../device/camera/openStandIn.ts';

/** `WRITE_STAND_IN=1 npx jest tests/device/camera/makeStandIn.test.ts` writes the clip anew. */
const WRITE = process.env.WRITE_STAND_IN === '1';

test('the clip is small, and plays without an encoder: 8 s, a key frame every 2 s, then anew', async () => {
  if (WRITE) await writeFile(assetPath('stand-in.mp4'), await makeStandIn());
  const { length } = await readFile(assetPath('stand-in.mp4'));
  const clock = { now: () => 0, sleep: async () => undefined };

  const source = await openStandIn({ random: realSystem.random, clock });
  const keys: number[] = [];
  let frames = 0;
  for await (const frame of source.frames()) {
    if (frame.keyframe) keys.push(frame.timeMs);
    frames += 1;
    if (frames === 161) break;
  }
  await source.close();

  expect(length).toBeLessThan(300_000);
  expect(source.tracks).toMatchObject([{ codecId: 'V_MPEG4/ISO/AVC', video: { width: 640, height: 360 } }]);
  expect(keys).toEqual([0, 2_000, 4_000, 6_000, 8_000, 10_000, 12_000, 14_000, 16_000]);
});

import { BufferTarget, EncodedPacket, EncodedVideoPacketSource, Mp4OutputFormat, Output } from 'mediabunny';
import { buildAvcC } from '../media/h264/buildAvcC.ts';
import { fromAnnexB } from '../media/h264/fromAnnexB.ts';
import { openEncoder } from './encoder.ts';
import { Scene } from './scene/Scene.ts';

const WIDTH = 640;
const HEIGHT = 360;
const FRAMES_PER_SECOND = 10;
const KEY_FRAME_EVERY = 20;
const SECONDS = 8;
const BITS_PER_SECOND = 220_000;
/** A moment of the scene with the balloon in the middle. */
const BEGIN_MS = 1_795_266_740_000;

/**
 * Makes the bytes of `stand-in.mp4`: the test camera's scene with a caption in the place of the clock, since its time
 * would be wrong whenever it is played. Run by `makeStandIn.test.ts` in `tests/device/camera` with `WRITE_STAND_IN=1`.
 */
export async function makeStandIn(): Promise<Uint8Array> {
  const encoder = await openEncoder({
    width: WIDTH,
    height: HEIGHT,
    framesPerSecond: FRAMES_PER_SECOND,
    keyFrameEvery: KEY_FRAME_EVERY,
    bitsPerSecond: BITS_PER_SECOND,
  });
  try {
    const scene = new Scene(WIDTH, HEIGHT, 'test-camera', 'recorded clip, not live');
    const target = new BufferTarget();
    const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target });
    const source = new EncodedVideoPacketSource('avc');
    output.addVideoTrack(source, { frameRate: FRAMES_PER_SECOND });
    await output.start();
    for (let index = 0; index < SECONDS * FRAMES_PER_SECOND; index += 1) {
      const atMs = (index * 1_000) / FRAMES_PER_SECOND;
      const keyframe = index % KEY_FRAME_EVERY === 0;
      const annexB = await encoder.encode(scene.draw(BEGIN_MS + atMs, index).bytes, atMs, keyframe);
      const { payload, units } = fromAnnexB(annexB);
      const packet = new EncodedPacket(payload, keyframe ? 'key' : 'delta', atMs / 1_000, 1 / FRAMES_PER_SECOND);
      const description = index === 0 ? buildAvcC(units) : undefined;
      await source.add(
        packet,
        description && {
          decoderConfig: { codec: 'avc1.42c01f', codedWidth: WIDTH, codedHeight: HEIGHT, description },
        },
      );
    }
    await output.finalize();
    return new Uint8Array(target.buffer ?? new ArrayBuffer(0));
  } finally {
    encoder.close();
  }
}

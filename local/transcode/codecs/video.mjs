import { Captures, Sprite } from './captures.mjs';
import { Fault, MICROSECONDS, tell } from './channel.mjs';
import { decode } from './decode.mjs';
import { blended } from './frames.mjs';
import { Rendition } from './rendition.mjs';

/** Frames at even distances out of frames at any: the one that is shown then, as often as it takes. */
class EvenFrames {
  #held;
  #count = 0;
  constructor(rate, emit) {
    this.stepUs = (MICROSECONDS * rate.denominator) / rate.numerator;
    this.emit = emit;
  }

  async take(frame, us) {
    await this.#until(us);
    this.#held?.close();
    this.#held = frame.clone();
  }

  async #until(us) {
    for (;;) {
      const at = Math.round(this.#count * this.stepUs);
      // Half a step of mercy: what is a little late is the frame of this step, not of the next one.
      if (this.#held === undefined || at + this.stepUs / 2 >= us) return;
      this.#count++;
      await this.emit(this.#held, at);
    }
  }

  async end(us) {
    await this.#until(us);
    this.#held?.close();
  }
}

async function renditionsOf(order, sources) {
  const { frameRate, gopSeconds } = order;
  const perSecond =
    frameRate === 'source' ? sources[0].probed.video.frameRate : frameRate.numerator / frameRate.denominator;
  const gopFrames = Math.max(1, Math.round(perSecond * gopSeconds));
  return order.video.map((each, index) => new Rendition(each, index, gopFrames, gopSeconds));
}

/** All sizes of the picture, and the pictures out of it, while the sources are decoded once. */
export async function makeVideo(order, sources) {
  const renditions = await renditionsOf(order, sources);
  const captures = order.captures.map((each, index) => new Captures(each, index));
  const sprite = order.sprite === undefined ? undefined : new Sprite(order.sprite);
  const totalUs = sources.reduce((sum, { probed }) => sum + probed.durationMs * 1000, 0);
  let rotation = 0;
  let nextKeyUs = 0;
  let frames = 0;
  let told = 0;

  async function emit(frame, us) {
    const forced = us >= nextKeyUs - 1000;
    if (forced) {
      const gopUs = order.gopSeconds * MICROSECONDS;
      nextKeyUs = (Math.floor((us + 1000) / gopUs) + 1) * gopUs;
    }
    for (const rendition of renditions) await rendition.add(frame, us, forced, rotation);
    for (const each of captures) await each.take(frame, us, rotation);
    await sprite?.take(frame, us, rotation);
    frames++;
    const percent = Math.min(99, Math.floor((100 * us) / Math.max(1, totalUs)));
    if (percent > told) {
      told = percent;
      await tell({ progress: { percent, frames } });
    }
  }

  const even = order.frameRate === 'source' ? undefined : new EvenFrames(order.frameRate, emit);
  let offsetUs = 0;
  let endUs = 0;
  let lastUs = -1;
  let lost = 0;
  for (const source of sources) {
    rotation = order.rotate ? source.probed.video.rotation : 0;
    lost += await decode(source, async (frame, us, durationUs) => {
      // The first is shown from the beginning; a time that does not move on is that of a broken file.
      const at = Math.max(lastUs + 1, lastUs < 0 ? 0 : offsetUs + us);
      lastUs = at;
      endUs = Math.max(endUs, at + Math.max(1, durationUs));
      const plain = order.deinterlace ? await blended(frame) : frame;
      try {
        if (even === undefined) await emit(plain, at);
        else await even.take(plain, at);
      } finally {
        if (plain !== frame) plain.close();
      }
    });
    offsetUs += source.probed.durationMs * 1000;
  }
  if (lastUs < 0) throw new Fault('damaged', 'no pictures decoded');
  await even?.end(endUs);
  for (const rendition of renditions) await rendition.end(endUs);
  await sprite?.flush();
  return { frames, lost, endUs };
}

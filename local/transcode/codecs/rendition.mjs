import { VideoEncoder } from 'node-webcodecs';
import { avcConfiguration, avcSample, nalUnits } from './annexB.mjs';
import { Fault, tell, words } from './channel.mjs';
import { shaped } from './frames.mjs';

/** What H.264 levels hold: macroblocks a picture, and level_idc. From ITU-T H.264, table A-1; rates are left aside. */
const LEVELS = [
  [396, 13],
  [1620, 30],
  [3600, 31],
  [8192, 40],
  [22_080, 50],
  [36_864, 51],
];
const BT709 = { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709', fullRange: false };

/** One size of the picture: an encoder whose groups of pictures begin where the others' do. */
export class Rendition {
  #groups = [];
  #samples = [];
  #times = [];
  #description;
  #failure;

  constructor(order, index, gopFrames, gopSeconds) {
    this.order = order;
    this.index = index;
    const blocks = Math.ceil(order.width / 16) * Math.ceil(order.height / 16);
    const level = LEVELS.find(([most]) => blocks <= most)?.[1] ?? 52;
    this.encoder = new VideoEncoder({
      output: (chunk) => {
        const data = new Uint8Array(chunk.byteLength);
        chunk.copyTo(data);
        const units = nalUnits(data);
        this.#description ??= avcConfiguration(units);
        const bytes = avcSample(units);
        // No pictures are reordered: they come out as they went in.
        const { us, forced } = this.#times.shift();
        if (forced && this.#samples.length > 0) this.#close(us);
        this.#samples.push({ us, bytes, keyframe: chunk.type === 'key' });
      },
      error: (error) => {
        this.#failure ??= words(error);
      },
    });
    this.encoder.configure({
      codec: `avc1.42E0${level.toString(16).padStart(2, '0').toUpperCase()}`,
      width: order.width,
      height: order.height,
      // The encoder sets a key frame of its own each `framerate` pictures: told a rate that is the distance of key
      // frames, with as many more bits a second, it leaves them to us and spends the same on each picture.
      framerate: gopFrames,
      bitrate: Math.round(order.bitrate * gopSeconds),
      latencyMode: 'realtime',
      hardwareAcceleration: 'prefer-software',
      avc: { format: 'annexb' },
      colorSpace: BT709,
      useWorkerThread: false,
    });
  }

  #close(endUs) {
    this.#groups.push({ samples: this.#samples, endUs });
    this.#samples = [];
  }

  async add(frame, us, forced, rotation) {
    const { width, height } = this.order;
    const fits =
      rotation === 0 && frame.codedWidth === width && frame.codedHeight === height && frame.format === 'I420';
    const made = fits ? frame : await shaped(frame, this.order, rotation);
    try {
      this.#times.push({ us, forced });
      this.encoder.encode(made, { keyFrame: forced });
    } finally {
      if (made !== frame) made.close();
    }
    if (this.#failure !== undefined) throw new Fault('internal', `the encoder says: ${this.#failure}`);
    await this.#hand();
  }

  async #hand() {
    for (let group = this.#groups.shift(); group !== undefined; group = this.#groups.shift()) {
      await this.#configure();
      const { samples, endUs } = group;
      await tell({
        group: {
          track: this.index,
          startUs: samples[0].us,
          samples: samples.map(({ us, bytes, keyframe }, at) => ({
            bytes,
            keyframe,
            us: (samples[at + 1]?.us ?? endUs) - us,
          })),
        },
      });
    }
  }

  #configured = false;
  async #configure() {
    if (this.#configured) return;
    if (this.#description === undefined) throw new Fault('internal', 'the encoder gives no configuration');
    this.#configured = true;
    const { width, height } = this.order;
    await tell({
      config: { track: this.index, codec: 'avc', description: this.#description, width, height },
    });
  }

  async end(endUs) {
    await this.encoder.flush();
    this.encoder.close();
    if (this.#times.length > 0) throw new Fault('internal', `the encoder lost ${this.#times.length} pictures`);
    if (this.#samples.length > 0) this.#close(endUs);
    await this.#hand();
  }
}

/** Samples of a frame of AAC-LC. */
export const AAC_FRAME = 1024;

/** Samples of any rate and any number of channels as those that are asked for, in frames of AAC's length. */
export class Mixer {
  #last;
  #position = 0;
  #frame;
  #filled = 0;

  constructor({ channels, sampleRate }, take) {
    this.channels = channels;
    this.sampleRate = sampleRate;
    this.take = take;
    this.#frame = new Float32Array(AAC_FRAME * channels);
    this.frames = 0;
  }

  /** Seconds that were made so far. */
  get seconds() {
    return (this.frames * AAC_FRAME + this.#filled) / this.sampleRate;
  }

  /** One channel to both, more than are asked for in equal parts. */
  #mixed(samples, from, index) {
    const mixed = new Float32Array(this.channels);
    for (let to = 0; to < this.channels; to++) {
      let sum = 0;
      let count = 0;
      for (let channel = to % from; channel < from; channel += this.channels) {
        sum += samples[index * from + channel];
        count++;
      }
      mixed[to] = sum / count;
    }
    return mixed;
  }

  async add(samples, from, rate) {
    const step = rate / this.sampleRate;
    for (let index = 0; index < samples.length / from; index++) {
      const now = this.#mixed(samples, from, index);
      const before = this.#last ?? now;
      // Between two samples of the source: a straight line.
      for (; this.#position < 1; this.#position += step) {
        for (let channel = 0; channel < this.channels; channel++) {
          this.#frame[this.#filled * this.channels + channel] =
            before[channel] + (now[channel] - before[channel]) * this.#position;
        }
        this.#filled++;
        if (this.#filled === AAC_FRAME) await this.#give();
      }
      this.#position -= 1;
      this.#last = now;
    }
  }

  async silence(seconds) {
    for (let left = Math.round(seconds * this.sampleRate); left > 0; left--) {
      this.#frame.fill(0, this.#filled * this.channels, (this.#filled + 1) * this.channels);
      this.#filled++;
      if (this.#filled === AAC_FRAME) await this.#give();
    }
  }

  async #give() {
    this.#filled = 0;
    this.frames++;
    await this.take(this.#frame);
    this.#frame = new Float32Array(AAC_FRAME * this.channels);
  }

  async end() {
    if (this.#filled > 0) await this.#give();
  }
}

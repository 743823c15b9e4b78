/** Longer is a break, and no frame. */
const LONGEST = 1;

/** How long a frame of a video lasts, from the pictures that were shown. */
export class FrameLength {
  #last: number | undefined;
  #seconds = 0.04;

  /** In seconds; before two pictures were seen, that of 25 frames a second. */
  get seconds(): number {
    return this.#seconds;
  }

  /** A picture is shown. Pictures that were passed over make it seem longer: the shortest of late counts. */
  show(mediaSeconds: number): void {
    const length = mediaSeconds - (this.#last ?? Number.NEGATIVE_INFINITY);
    this.#last = mediaSeconds;
    if (length <= 0.001 || length > LONGEST) return;
    this.#seconds = length < this.#seconds ? length : this.#seconds + (length - this.#seconds) / 8;
  }
}

/** What is known of one stream since the start. */
export interface LiveStream {
  readonly streamName: string;
  fragments: number;
  fragmentBytes: number;
  clips: number;
  clipBytes: number;
  watermarkMs: number | undefined;
}

/** Counts by stream, in the order in which the streams were first heard of. */
export class LiveBoard {
  readonly #streams = new Map<string, LiveStream>();

  get streams(): readonly LiveStream[] {
    return [...this.#streams.values()];
  }

  fragmentIn(streamName: string, bytes: number): void {
    const stream = this.#stream(streamName);
    stream.fragments += 1;
    stream.fragmentBytes += bytes;
  }

  clipArchived(streamName: string, bytes: number): void {
    const stream = this.#stream(streamName);
    stream.clips += 1;
    stream.clipBytes += bytes;
  }

  watermark(streamName: string, watermarkMs: number): void {
    this.#stream(streamName).watermarkMs = watermarkMs;
  }

  #stream(streamName: string): LiveStream {
    const known = this.#streams.get(streamName);
    if (known !== undefined) return known;
    const made = { streamName, fragments: 0, fragmentBytes: 0, clips: 0, clipBytes: 0, watermarkMs: undefined };
    this.#streams.set(streamName, made);
    return made;
  }
}

import { ArchiverError } from '../../../core/errors.ts';
import type { Found } from './Found.ts';
import { type ModelPaths, readModel } from './modelFile.ts';
import { Network } from './Network.ts';
import { readOutput } from './readOutput.ts';

/** A picture of 300x300 is 270 kB: 64 of them are 17 MB, and some four seconds of work. */
const MOST_WAITING = 64;

interface Loaded {
  readonly labels: readonly string[];
  readonly network: Network;
}

/**
 * Finds things in pictures with SSD-MobileNetV2, one picture after the other, off the main thread. The model is read at
 * the first picture, so that who has none does not wait for it; where that fails, the next picture tries again.
 */
export class ObjectFinder {
  readonly #paths: () => ModelPaths;
  #loading: Promise<Loaded> | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #closed = false;

  constructor(paths: () => ModelPaths) {
    this.#paths = paths;
  }

  /**
   * What is in a picture, the surest first.
   *
   * @param rgb 300x300 pixels, the picture stretched to them
   * @param leastScore 0 to 1
   * @throws ArchiverError `Throttled` where 64 pictures wait already, `NotFound` or `Corrupt` where the model's file is
   *   missing or damaged, `Internal`
   */
  async find(rgb: Uint8Array, leastScore: number): Promise<readonly Found[]> {
    if (this.#waiting >= MOST_WAITING) {
      throw new ArchiverError('Throttled', `${MOST_WAITING} pictures wait for the label model already`);
    }
    this.#waiting += 1;
    const turn = this.#last.then(() => this.#look(rgb, leastScore));
    this.#last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
    }
  }

  async #look(rgb: Uint8Array, leastScore: number): Promise<readonly Found[]> {
    const { labels, network } = await this.#loaded();
    return readOutput(await network.run(rgb), labels, leastScore);
  }

  /** Only ever asked by one picture at a time. */
  async #loaded(): Promise<Loaded> {
    if (this.#closed) throw new ArchiverError('Internal', 'the label model was closed');
    this.#loading ??= this.#load();
    try {
      const loaded = await this.#loading;
      if (loaded.network.isAlive) return loaded;
    } catch (error) {
      this.#loading = undefined;
      throw error;
    }
    this.#loading = this.#load();
    return await this.#loading;
  }

  async #load(): Promise<Loaded> {
    const paths = this.#paths();
    const { labels, weights } = await readModel(paths.assets);
    return { labels, network: await Network.start(paths, weights) };
  }

  async close(): Promise<void> {
    this.#closed = true;
    const loaded = await this.#loading?.catch(() => undefined);
    await loaded?.network.close();
    await this.#last;
  }
}

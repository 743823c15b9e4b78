import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { ArchiverError } from '../../../core/errors.ts';
import type { ModelPaths } from './modelFile.ts';
import { NETWORK_SOURCE } from './networkSource.ts';
import type { NetworkOutput } from './readOutput.ts';

type Message =
  | { readonly ready: true }
  | { readonly initError: string }
  | { readonly error: string }
  | (NetworkOutput & { readonly ready?: undefined });

interface Waiting {
  resolve(message: Message): void;
  reject(error: unknown): void;
}

/** The network in a worker thread, ready for one picture at a time. */
export class Network {
  readonly #worker: Worker;
  #waiting: Waiting | undefined;
  #over: ArchiverError | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (message: Message) => {
      const waiting = this.#waiting;
      this.#waiting = undefined;
      waiting?.resolve(message);
    });
    worker.on('error', (cause) => this.#end(new ArchiverError('Internal', 'the label model failed', { cause })));
    worker.on('exit', () => this.#end(new ArchiverError('Internal', 'the label model has ended')));
  }

  /** About half a second. @throws ArchiverError `Internal` where the runtime does not start here */
  static async start(paths: ModelPaths, weights: Uint8Array): Promise<Network> {
    const worker = new Worker(NETWORK_SOURCE, {
      eval: true,
      env: {},
      execArgv: [],
      stdout: true,
      stderr: true,
      workerData: { runtime: pathToFileURL(paths.runtime).href, wasm: paths.wasm, weights },
    });
    // What its libraries print is of no use to anybody here, but it must be read.
    worker.stdout.resume();
    worker.stderr.resume();
    const network = new Network(worker);
    const message = await network.#next();
    if ('initError' in message) {
      await network.close();
      throw new ArchiverError('Internal', `the label model does not start: ${message.initError}`);
    }
    return network;
  }

  /** Whether it can be asked at all. */
  get isAlive(): boolean {
    return this.#over === undefined;
  }

  /**
   * @param rgb 300x300 pixels; given away
   * @throws ArchiverError `Internal`
   */
  async run(rgb: Uint8Array): Promise<NetworkOutput> {
    const answer = this.#next();
    this.#worker.postMessage(rgb);
    const message = await answer;
    if ('boxes' in message) return message;
    throw new ArchiverError('Internal', `the label model failed: ${'error' in message ? message.error : 'no answer'}`);
  }

  async close(): Promise<void> {
    this.#end(new ArchiverError('Internal', 'the label model was closed'));
    await this.#worker.terminate();
  }

  #next(): Promise<Message> {
    return new Promise((resolve, reject) => {
      if (this.#over !== undefined) reject(this.#over);
      else this.#waiting = { resolve, reject };
    });
  }

  #end(why: ArchiverError): void {
    this.#over ??= why;
    this.#waiting?.reject(this.#over);
    this.#waiting = undefined;
  }
}

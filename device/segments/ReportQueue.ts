import { join } from 'node:path';
import { ArchiverError, isArchiverError } from '../../core/errors.ts';
import { parseSegmentReport, type SegmentReport } from '../../core/segments/segmentReport.ts';
import { diskTroubleOf } from '../spool/diskTrouble.ts';
import type { SpoolFiles } from '../spool/SpoolFiles.ts';
import type { OnSegmentEvent } from './SegmentEvent.ts';

export interface ReportQueueOptions {
  /** In memory alone where not given. */
  readonly folder?: string | undefined;
  readonly files: SpoolFiles;
  readonly onEvent: OnSegmentEvent;
  /** How many wait at most; the oldest go first. */
  readonly most?: number;
}

/** A report on its way, and under which name it stands on the disk. */
interface Waiting {
  readonly number: number;
  readonly report: SegmentReport;
}

/** 4.6 days of segments of 20 s, some 4 MB. */
const MOST_WAITING = 20_000;
const OPEN = 'open.json';
const NAME = /^(\d{12})\.json$/;

/**
 * Reports that are not yet sent, in order, bounded, and on the disk as well where there is a folder: what waits there
 * when the process dies, the segment that was open included, is sent by the next one. Where the disk takes nothing, they
 * wait in memory alone: video does not wait for reports.
 */
export class ReportQueue {
  readonly #folder: string | undefined;
  readonly #files: SpoolFiles;
  readonly #onEvent: OnSegmentEvent;
  readonly #most: number;
  #waiting: Waiting[] = [];
  #next = 1;
  #openWritten: string | undefined;
  #inTrouble = false;

  private constructor(options: ReportQueueOptions) {
    this.#folder = options.folder;
    this.#files = options.files;
    this.#onEvent = options.onEvent;
    this.#most = options.most ?? MOST_WAITING;
  }

  /** Takes over what another process left. */
  static async open(options: ReportQueueOptions): Promise<ReportQueue> {
    const queue = new ReportQueue(options);
    const { folder } = options;
    if (folder !== undefined) await queue.#quietly(() => queue.#load(folder));
    return queue;
  }

  get size(): number {
    return this.#waiting.length;
  }

  first(): SegmentReport | undefined {
    return this.#waiting[0]?.report;
  }

  /** In the order in which they are sent. */
  all(): readonly SegmentReport[] {
    return this.#waiting.map(({ report }) => report);
  }

  async add(report: SegmentReport): Promise<void> {
    const entry = { number: this.#next, report };
    this.#next += 1;
    // On the disk first: what is sent before would come to stay there.
    await this.#write(nameOf(entry), report);
    this.#waiting.push(entry);
    while (this.#waiting.length > this.#most) {
      const oldest = this.first();
      await this.removeFirst();
      if (oldest === undefined) break;
      this.#onEvent({ kind: 'segment-dropped', report: oldest, reason: `${this.#most} reports wait already` });
    }
  }

  /** It is sent, or given up. */
  async removeFirst(): Promise<void> {
    const entry = this.#waiting.shift();
    if (entry !== undefined) await this.#remove(nameOf(entry));
  }

  /** The segment that is being recorded, as far as it is: what the next process reports if this one dies. */
  async keepOpen(report: SegmentReport | undefined): Promise<void> {
    const text = report === undefined ? undefined : JSON.stringify(report);
    if (text === this.#openWritten) return;
    this.#openWritten = text;
    if (report === undefined) await this.#remove(OPEN);
    else await this.#write(OPEN, report);
  }

  async #load(folder: string): Promise<void> {
    await this.#files.makeFolder(folder);
    const names = (await this.#files.list(folder)).filter((name) => NAME.test(name)).sort();
    for (const name of names) {
      const number = Number(NAME.exec(name)?.[1]);
      this.#next = number + 1;
      const report = await this.#read(join(folder, name));
      if (report !== undefined) this.#waiting.push({ number, report });
    }
    const open = await this.#read(join(folder, OPEN));
    if (open === undefined) return;
    // It may have been closed just before the end: then the whole of it waits already.
    if (!this.#waiting.some(({ report }) => report.clientID === open.clientID)) await this.add(open);
    await this.#files.remove(join(folder, OPEN));
  }

  /** A file that is none of ours, or broken, is told of and goes: it would be met again for ever. */
  async #read(path: string): Promise<SegmentReport | undefined> {
    const bytes = await this.#files.read(path);
    if (bytes === undefined) return undefined;
    try {
      return parseSegmentReport(JSON.parse(Buffer.from(bytes).toString('utf8')));
    } catch (cause) {
      if (!(cause instanceof SyntaxError) && !isArchiverError(cause, 'InvalidInput')) throw cause;
      await this.#files.remove(path);
      this.#onEvent({
        kind: 'segment-spool-trouble',
        because: new ArchiverError('Corrupt', `${path} holds no report`, { cause }),
      });
      return undefined;
    }
  }

  async #write(name: string, report: SegmentReport): Promise<void> {
    const folder = this.#folder;
    if (folder === undefined) return;
    const path = join(folder, name);
    await this.#quietly(async () => {
      await this.#files.write(`${path}.part`, [Buffer.from(JSON.stringify(report))]);
      await this.#files.rename(`${path}.part`, path);
    });
  }

  async #remove(name: string): Promise<void> {
    const folder = this.#folder;
    if (folder !== undefined) await this.#quietly(() => this.#files.remove(join(folder, name)));
  }

  /** A disk that is full or gone is told of once, until it works again. */
  async #quietly(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.#inTrouble = false;
    } catch (error) {
      if (diskTroubleOf(error) === undefined || !(error instanceof Error)) throw error;
      if (!this.#inTrouble) this.#onEvent({ kind: 'segment-spool-trouble', because: error });
      this.#inTrouble = true;
    }
  }
}

const nameOf = ({ number }: Waiting): string => `${String(number).padStart(12, '0')}.json`;

import type { StatesS3 } from '../../StatesS3.ts';
import type { ResultWriterField } from '../Definition.ts';
import { StateFailure } from '../StateFailure.ts';

/** A result file is put when it holds this much; the next rows go into the next one. */
const FILE_BYTES = 8 * 1024 * 1024;

export type ResultStatus = 'SUCCEEDED' | 'FAILED' | 'PENDING';

/**
 * Writes a Map Run's results to S3: `{prefix}/{mapRunId}/SUCCEEDED_0.json`, `FAILED_0.json`, and `manifest.json`.
 * Documented: developer guide, "Exporting to Amazon S3". Rows stand in the order in which children ended.
 */
export class ResultWriter {
  readonly #s3: StatesS3;
  readonly #bucket: string;
  readonly #folder: string;
  readonly #type: 'JSON' | 'JSONL';
  readonly #files: Record<ResultStatus, { Key: string; Size: number }[]> = { FAILED: [], PENDING: [], SUCCEEDED: [] };
  readonly #rows: Record<ResultStatus, string[]> = { FAILED: [], PENDING: [], SUCCEEDED: [] };
  readonly #bytes: Record<ResultStatus, number> = { FAILED: 0, PENDING: 0, SUCCEEDED: 0 };
  #writing: Promise<void> = Promise.resolve();

  constructor(
    s3: StatesS3,
    place: { readonly bucket: string; readonly prefix: string; readonly mapRunId: string },
    config: ResultWriterField['WriterConfig'],
  ) {
    this.#s3 = s3;
    this.#bucket = place.bucket;
    const prefix = place.prefix.replace(/\/$/, '');
    this.#folder = prefix === '' ? place.mapRunId : `${prefix}/${place.mapRunId}`;
    this.#type = config?.OutputType ?? 'JSON';
  }

  /** Adds a row; resolves when there is room for the next. @throws StateFailure States.ResultWriterFailed */
  async add(status: ResultStatus, row: unknown): Promise<void> {
    const text = JSON.stringify(row);
    this.#rows[status].push(text);
    this.#bytes[status] += text.length;
    if (this.#bytes[status] >= FILE_BYTES) await this.#flush(status);
  }

  /** Writes what is left, and the manifest. @throws StateFailure States.ResultWriterFailed */
  async finish(mapRunArn: string): Promise<{ Bucket: string; Key: string }> {
    for (const status of ['FAILED', 'SUCCEEDED'] as const) await this.#flush(status);
    const manifest = { DestinationBucket: this.#bucket, MapRunArn: mapRunArn, ResultFiles: this.#files };
    const Key = `${this.#folder}/manifest.json`;
    await this.#put(Key, JSON.stringify(manifest));
    return { Bucket: this.#bucket, Key };
  }

  #flush(status: ResultStatus): Promise<void> {
    const rows = this.#rows[status];
    if (rows.length === 0) return this.#writing;
    this.#rows[status] = [];
    this.#bytes[status] = 0;
    const body = this.#type === 'JSONL' ? `${rows.join('\n')}\n` : `[${rows.join(',')}]`;
    this.#writing = this.#writing.then(async () => {
      const extension = this.#type === 'JSONL' ? 'jsonl' : 'json';
      const Key = `${this.#folder}/${status}_${this.#files[status].length}.${extension}`;
      this.#files[status].push({ Key, Size: await this.#put(Key, body) });
    });
    return this.#writing;
  }

  async #put(key: string, body: string): Promise<number> {
    const bytes = new TextEncoder().encode(body);
    try {
      await this.#s3.putObject(this.#bucket, key, bytes);
    } catch (thrown) {
      const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
      throw new StateFailure('States.ResultWriterFailed', text);
    }
    return bytes.length;
  }
}

import { MAX_PAYLOAD_BYTES } from '../../limits.ts';
import type { MapState, ResultWriterField } from '../Definition.ts';
import type { ExecutionIdentity, ExecutionResult } from '../Execution.ts';
import { payloadBytes } from '../payloadBytes.ts';
import { StateFailure } from '../StateFailure.ts';
import type { Visit } from '../Visit.ts';
import { childRecord } from './childRecord.ts';
import type { ChildInput } from './itemBatcher.ts';
import type { MapRun } from './MapRun.ts';
import { ResultWriter } from './ResultWriter.ts';
import { s3InRole } from './s3InRole.ts';

/**
 * Results of a Map Run, on their way to S3 (with a ResultWriter that names a bucket) or into the state's result.
 * Documented: developer guide, ResultWriter: COMPACT (a child's output) unless said otherwise, NONE (the child's record)
 * by default where they go to S3; a child that failed is always its record.
 */
export class MapRunResults {
  readonly #visit: Visit;
  readonly #run: MapRun;
  readonly #transformation: 'NONE' | 'COMPACT' | 'FLATTEN';
  readonly #writer: ResultWriter | undefined;
  readonly #rows = new Map<number, unknown>();
  #bytes = 2;

  private constructor(visit: Visit, run: MapRun, field: ResultWriterField | undefined, writer?: ResultWriter) {
    this.#visit = visit;
    this.#run = run;
    this.#transformation = field?.WriterConfig?.Transformation ?? (writer === undefined ? 'COMPACT' : 'NONE');
    this.#writer = writer;
  }

  static async open(visit: Visit, state: MapState, run: MapRun): Promise<MapRunResults> {
    const field = state.ResultWriter;
    if (field?.Resource === undefined) return new MapRunResults(visit, run, field);
    const args = (await visit.evaluate(field.Arguments, 'ResultWriter/Arguments')) as Record<string, unknown>;
    const place = {
      bucket: String(args.Bucket),
      prefix: args.Prefix === undefined ? '' : String(args.Prefix),
      mapRunId: run.mapRunArn.split(':').at(-1) ?? '',
    };
    const writer = new ResultWriter(s3InRole(visit.branch.execution), place, field.WriterConfig);
    return new MapRunResults(visit, run, field, writer);
  }

  /** Takes a child's result; resolves when there is room for the next. */
  async add(child: ChildInput, identity: ExecutionIdentity, result: ExecutionResult): Promise<void> {
    const succeeded = result.status === 'SUCCEEDED';
    const bare = succeeded && this.#transformation !== 'NONE';
    const row = bare ? result.output : childRecord(identity, result, this.#visit.system.clock.now());
    if (this.#writer === undefined) {
      // Over the limit the result cannot be given back any more, and the rest need not be kept.
      this.#bytes += payloadBytes(row) + 1;
      if (this.#bytes <= MAX_PAYLOAD_BYTES) this.#rows.set(child.index, row);
      return;
    }
    const rows = bare && this.#transformation === 'FLATTEN' && Array.isArray(row) ? row : [row];
    for (const each of rows) await this.#writer.add(succeeded ? 'SUCCEEDED' : 'FAILED', each);
    this.#run.resultWritten(child.items);
  }

  /** The state's result. @throws StateFailure States.DataLimitExceeded, States.ResultWriterFailed */
  async finish(): Promise<unknown> {
    if (this.#writer !== undefined) {
      return { MapRunArn: this.#run.mapRunArn, ResultWriterDetails: await this.#writer.finish(this.#run.mapRunArn) };
    }
    if (this.#bytes > MAX_PAYLOAD_BYTES + 1) {
      throw new StateFailure(
        'States.DataLimitExceeded',
        `The state/task '${this.#visit.stateName}' returned a result with a size exceeding the maximum number of bytes service limit.`,
      );
    }
    const inOrder = [...this.#rows].sort(([a], [b]) => a - b).map(([, row]) => row);
    return this.#transformation === 'FLATTEN' ? inOrder.flat(1) : inOrder;
  }
}

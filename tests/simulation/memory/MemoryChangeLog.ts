import type { Change } from '../../../core/changes/Change.ts';
import { ArchiverError } from '../../../core/errors.ts';
import type { ChangeLog } from '../../../core/ports/changeLog.ts';

const keyOf = ({ atMs, requestId }: Change): string => `${String(atMs).padStart(15, '0')}#${requestId}`;

/** Changes in memory; held to the same contract as the table. */
export class MemoryChangeLog implements ChangeLog {
  readonly #changes = new Map<string, Change>();

  put(change: Change): Promise<void> {
    this.#changes.set(`${change.stream ?? '*'} ${keyOf(change)}`, JSON.parse(JSON.stringify(change)) as Change);
    return Promise.resolve();
  }

  list(stream: string | undefined, { limit, after }: { limit: number; after?: string | undefined }) {
    if (after !== undefined && !/^\d{15}#/.test(after)) {
      return Promise.reject(new ArchiverError('InvalidInput', 'nextToken: is not one of ours'));
    }
    const found = [...this.#changes.values()]
      .filter((change) => change.stream === stream)
      .sort((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1))
      .filter((change) => after === undefined || keyOf(change) < after);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return Promise.resolve({
      items,
      nextToken: items.length === limit && last !== undefined ? keyOf(last) : undefined,
    });
  }
}

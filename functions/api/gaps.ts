import type { GapRow, UnseenRow } from '../../core/ledger/ledgerRow.ts';
import { parseStreamName } from '../../core/streams/enrolment.ts';
import { enrolmentStore, ledger, streamNames } from '../wiring/tables.ts';
import { listAnswer, pageOf, respond } from './respond.ts';
import { gapList } from './steps/gapList.ts';

const ports = { names: streamNames(), enrolments: enrolmentStore(), ledger: ledger() };

/** The gaps of every stream that bears or bore the name, each with its reason. */
export const handler = respond({
  'GET /v1/streams/{stream}/gaps': async (event) => {
    const stream = parseStreamName(event.pathParameters?.stream, 'stream');
    const { items, nextToken } = await gapList(stream, pageOf(event), ports);
    return listAnswer(items.map(shown), nextToken);
  },
});

function shown(row: GapRow | UnseenRow): Record<string, unknown> {
  if (row.kind === 'unseen') {
    return { clock: 'server', startMs: row.startServerMs, endMs: row.endServerMs, reason: row.reason };
  }
  return {
    clock: 'producer',
    startMs: row.startProducerMs,
    endMs: row.endProducerMs,
    reason: row.reason,
    fragments: row.numbers.length,
    planId: row.planId,
    tries: row.tries,
    error: row.error,
    // Its story, where it has one; JSON leaves out what is undefined.
    rounds: row.rounds,
    firstFailedMs: row.firstFailedMs,
    nextTryMs: row.nextTryMs,
    expiresMs: row.expiresMs,
  };
}

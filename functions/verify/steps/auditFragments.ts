import { isArchiverError } from '../../../core/errors.ts';
import { type Fragment, producerMs, serverMs } from '../../../core/fragment.ts';
import type { FragmentRange } from '../../../core/ports/footageSource.ts';
import type { StreamState } from '../../../core/streams/streamState.ts';
import type { Finding } from '../../../core/verify/Finding.ts';
import { missingSpans } from '../../../core/verify/missingSpans.ts';
import { knownFragments } from '../../archive/steps/knownFragments.ts';
import type { AuditedStream } from './auditedStream.ts';
import type { AuditPorts, AuditSettings, Tally } from './auditPorts.ts';

/** Fragments that are compared at once: pages are in no order, and each comparison reads the rows of its footage. */
const BATCH = 20_000;

/**
 * Holds everything that KVS lists of a stream below its watermark against ledger and open plans, to the fragment. The
 * order of reads matters: the watermark first, then the listing, and what seems missing is looked up again after it, so
 * that a run under way can only make fewer findings.
 *
 * Nothing is said of footage from before the enrolment's `since`: it was never to be archived.
 */
export async function* auditFragments(
  { streamName, enrolment }: AuditedStream,
  settings: AuditSettings,
  ports: AuditPorts,
  tally: Tally,
): AsyncGenerator<Finding, void, undefined> {
  if (enrolment === undefined) return;
  const { streamArn } = enrolment;
  const state = await ports.streams.get(streamArn);
  if (state === undefined) return;
  const { since } = enrolment.settings;
  const sinceMs = since === 'retention' ? 0 : since === 'now' ? enrolment.createdMs : since;
  // Nothing has a server time in the future, whatever the watermark says.
  const belowMs = Math.min(state.watermarkMs - settings.relistMs, ports.system.clock.now());
  const concerns = ({ serverMs }: Fragment): boolean => serverMs < belowMs && serverMs >= sinceMs;
  const range = rangeOf(Math.max(sinceMs, oldest(state, ports)), belowMs, settings);
  if (range.endMs < range.startMs) return;
  for await (const listed of batches(streamArn, state, range, ports)) {
    const concerned = listed.filter(concerns);
    tally.fragments += concerned.length;
    const missing = await nowhere(concerned, { ...state, openPlans: [] }, ports);
    if (missing.length === 0) continue;
    const now = await ports.streams.get(streamArn);
    yield* missingSpans({ streamName, streamArn }, now === undefined ? missing : await nowhere(missing, now, ports));
  }
}

async function* batches(
  streamArn: string,
  { endpoints }: StreamState,
  range: FragmentRange,
  { source }: AuditPorts,
): AsyncGenerator<Fragment[], void, undefined> {
  let batch: Fragment[] = [];
  try {
    for await (const page of source.list({ streamArn, endpoints }, range)) {
      batch.push(...page);
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
  } catch (error) {
    // KVS has the stream no more: nothing of it can be missing here.
    if (!isArchiverError(error, 'NotFound')) throw error;
    return;
  }
  yield batch;
}

async function nowhere(listed: readonly Fragment[], state: StreamState, ports: AuditPorts): Promise<Fragment[]> {
  if (listed.length === 0) return [];
  const known = await knownFragments(state.streamArn, listed, state, ports);
  return listed.filter(({ number }) => !known.numbers.has(number));
}

const oldest = (state: StreamState, { system }: AuditPorts): number =>
  Math.max(state.createdMs, system.clock.now() - state.retentionHours * 3_600_000);

/** By server time all that KVS holds below the watermark, or the producer time that was asked for. */
function rangeOf(fromMs: number, belowMs: number, { range }: AuditSettings): FragmentRange {
  return range === undefined
    ? { clock: 'server', startMs: serverMs(fromMs), endMs: serverMs(belowMs - 1) }
    : { clock: 'producer', startMs: producerMs(range.fromMs), endMs: producerMs(range.toMs - 1) };
}

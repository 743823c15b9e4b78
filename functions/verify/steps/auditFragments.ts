import { isArchiverError } from '../../../core/errors.ts';
import type { Fragment } from '../../../core/fragment.ts';
import type { FragmentRange } from '../../../core/ports/footageSource.ts';
import type { StreamState } from '../../../core/streams/streamState.ts';
import type { Finding } from '../../../core/verify/Finding.ts';
import { missingSpans } from '../../../core/verify/missingSpans.ts';
import { knownFragments } from '../../archive/steps/knownFragments.ts';
import type { AuditedStream } from './auditedStream.ts';
import type { AuditPorts, AuditSettings, Tally } from './auditPorts.ts';

/** So much of server time is listed and compared at once: 18,000 fragments at KVS's five a second. */
const WINDOW_MS = 3_600_000;

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
  const belowMs = state.watermarkMs - settings.relistMs;
  const concerns = ({ serverMs }: Fragment): boolean => serverMs < belowMs && serverMs >= sinceMs;
  for (const range of ranges(Math.max(sinceMs, oldest(state, ports)), belowMs, settings)) {
    const listed = new Map<string, Fragment>();
    try {
      for await (const page of ports.source.list({ streamArn, endpoints: state.endpoints }, range)) {
        for (const fragment of page) if (concerns(fragment)) listed.set(fragment.number, fragment);
      }
    } catch (error) {
      // KVS has the stream no more: nothing of it can be missing here.
      if (isArchiverError(error, 'NotFound')) return;
      throw error;
    }
    tally.fragments += listed.size;
    const missing = await nowhere([...listed.values()], { ...state, openPlans: [] }, ports);
    if (missing.length === 0) continue;
    const now = await ports.streams.get(streamArn);
    yield* missingSpans({ streamName, streamArn }, now === undefined ? missing : await nowhere(missing, now, ports));
  }
}

async function nowhere(listed: readonly Fragment[], state: StreamState, ports: AuditPorts): Promise<Fragment[]> {
  if (listed.length === 0) return [];
  const known = await knownFragments(state.streamArn, listed, state, ports);
  return listed.filter(({ number }) => !known.numbers.has(number));
}

const oldest = (state: StreamState, { system }: AuditPorts): number =>
  Math.max(state.createdMs, system.clock.now() - state.retentionHours * 3_600_000);

function* ranges(fromMs: number, belowMs: number, { range }: AuditSettings): Generator<FragmentRange, void, undefined> {
  const clock = range === undefined ? 'server' : 'producer';
  const start = range?.fromMs ?? fromMs;
  const end = range?.toMs ?? belowMs;
  for (let startMs = start; startMs < end; startMs += WINDOW_MS) {
    yield { clock, startMs, endMs: Math.min(startMs + WINDOW_MS, end) - 1 } as FragmentRange;
  }
}

import { ArchiverError } from '../../../core/errors.ts';
import { eachState, type MachineOutline, type OutlineState } from '../../../core/machines/MachineOutline.ts';
import type { ChildCounts, KnownRun, MachineRuns } from '../../../core/ports/machineRuns.ts';
import type { PassRecord, RunRecords } from '../../../core/ports/runLog.ts';
import type { EnrolmentStore } from '../../../core/ports/streamStore.ts';
import { causeWords } from '../../../core/runs/causeWords.ts';
import { mapRunsOf } from '../../../core/runs/mapRunsOf.ts';
import { outcomesOfHistory } from '../../../core/runs/outcomesOfHistory.ts';
import { outcomesOfPasses } from '../../../core/runs/outcomesOfPasses.ts';
import { type PromiseName, touchedPromise } from '../../../core/runs/promises.ts';
import { remedyOf } from '../../../core/runs/remedy.ts';
import { joinOutcomes, type StateOutcome } from '../../../core/runs/StateOutcome.ts';
import { formatTime } from '../../../core/time/formatTime.ts';

export interface RunStatesPorts {
  readonly runs: Pick<MachineRuns, 'describe' | 'history' | 'childCounts' | 'children' | 'outlineOf'>;
  readonly records: Pick<RunRecords, 'ofRun'>;
  readonly enrolments: Pick<EnrolmentStore, 'get' | 'list'>;
}

/** What is read at most for one answer. */
const HISTORY_PAGES = 2;
const CHILDREN_LISTED = 50;
const CHILDREN_READ = 4;
const STREAMS_READ = 25;

/** What the API tells of one child or pass. */
interface Told {
  readonly states: readonly StateOutcome[];
  readonly children: readonly (ChildCounts & { readonly state: string })[];
  readonly complete: boolean;
}

/**
 * What became of each state of a run, and the definition that it ran by. Standard executions and children are read from
 * their histories (of children the newest few, those that failed first), Express children from the records of their
 * passes. At most twelve calls to Step Functions, and one to the table of runs for each of 25 streams.
 *
 * @param stream the one that the run is about, where it is about one
 * @throws ArchiverError `NotFound`
 */
export async function showRunStates(
  run: KnownRun,
  machine: string,
  stream: string | undefined,
  ports: RunStatesPorts,
): Promise<Record<string, unknown>> {
  const { runs } = ports;
  const [definition, { events, complete }] = await Promise.all([
    runs.outlineOf(run.executionArn),
    runs.history(run.executionArn, HISTORY_PAGES),
  ]);
  const { passes, allPasses } =
    machine === 'archive' ? await passesOf(run, stream, ports) : { passes: [], allPasses: true };
  const told: Told = { states: outcomesOfHistory(events), children: [], complete };
  const maps: Told[] = [];
  for (const [state, mapRunArn] of mapRunsOf(events)) {
    const map = [...eachState(definition)].find(({ name }) => name === state);
    maps.push(await childrenOf(state, mapRunArn, { map, passes, allPasses, error: run.error }, runs));
  }
  const states = joinOutcomes([told, ...maps].flatMap((each) => each.states));
  return {
    ...factsOf(run, machine),
    ...(stream === undefined ? {} : { streamName: stream }),
    definition,
    states: states.map(outcomeTold),
    children: maps.flatMap(({ children }) => children),
    passes: passes.map(passTold),
    complete: [told, ...maps].every((each) => each.complete),
    ...failureOf(run, machine, definition, states),
  };
}

function factsOf(run: KnownRun, machine: string): Record<string, unknown> {
  const { executionId, executionArn, status, startedMs, endedMs, error, cause = '' } = run;
  return {
    ...{ executionId, executionArn, machine, status, startedAt: formatTime(startedMs) },
    ...(endedMs === undefined ? {} : { endedAt: formatTime(endedMs) }),
    ...(error === undefined ? {} : { error: { code: error, message: causeWords(cause).slice(0, 2000) } }),
    redrive: {
      possible: run.redrivable,
      ...(run.redriveRefusal === undefined ? {} : { refusal: run.redriveRefusal }),
      count: run.redrives,
      ...(run.redrivenMs === undefined ? {} : { at: formatTime(run.redrivenMs) }),
    },
  };
}

/** What the streams of a run wrote down, the stream named or the first 25 of all. */
async function passesOf(run: KnownRun, stream: string | undefined, { records, enrolments }: RunStatesPorts) {
  const named = stream === undefined ? undefined : await enrolments.get(stream);
  const page =
    stream === undefined ? await enrolments.list(STREAMS_READ) : { items: named === undefined ? [] : [named] };
  const ofStreams = await Promise.all(
    page.items.map(async ({ streamArn }) => {
      const passes: PassRecord[] = [];
      const ofStream = records.ofRun(streamArn, run.executionId, run.startedMs, run.endedMs);
      for await (const pass of ofStream) passes.push(pass);
      return passes;
    }),
  );
  return { passes: ofStreams.flat(), allPasses: !('nextToken' in page) || page.nextToken === undefined };
}

interface ChildrenAsked {
  readonly map: OutlineState | undefined;
  readonly passes: readonly PassRecord[];
  readonly allPasses: boolean;
  readonly error: string | undefined;
}

async function childrenOf(
  state: string,
  mapRunArn: string,
  { map, passes, allPasses, error }: ChildrenAsked,
  runs: RunStatesPorts['runs'],
): Promise<Told> {
  const counts = await runs.childCounts(mapRunArn);
  const children = [{ state, ...counts }];
  if (map?.children === 'EXPRESS') {
    const label = (map.inner?.[0]?.startAt ?? '').replace(/Begin$/, '');
    // The run bears the error of the first child that failed.
    const lost = error === 'FragmentsLost' ? counts.failed : 0;
    const states = outcomesOfPasses({ passes, allPasses, succeeded: counts.succeeded, lost, label });
    return { states, children, complete: allPasses };
  }
  const listed = await runs.children(mapRunArn, CHILDREN_LISTED);
  const read = listed.toSorted((one, other) => urgency(one) - urgency(other)).slice(0, CHILDREN_READ);
  const histories = await Promise.all(read.map(({ executionArn }) => runs.history(executionArn, 1)));
  return {
    states: histories.flatMap(({ events }) => outcomesOfHistory(events)),
    children,
    complete: read.length === counts.total && histories.every((history) => history.complete),
  };
}

/** Those that failed tell most, then those that are under way. */
const urgency = ({ status }: { readonly status: string }): number =>
  status === 'SUCCEEDED' ? 2 : status === 'RUNNING' ? 1 : 0;

function outcomeTold({ startedMs, endedMs, ...outcome }: StateOutcome) {
  return {
    ...outcome,
    ...(startedMs === undefined ? {} : { startedAt: formatTime(startedMs) }),
    ...(endedMs === undefined ? {} : { endedAt: formatTime(endedMs) }),
  };
}

function passTold(record: PassRecord) {
  const { streamName, pass, kind, endedMs, listed, planned, clips, bundles, failedBundles, gaps, lagMs } = record;
  return {
    ...{ streamName, pass, kind, endedAt: formatTime(endedMs), listed, planned, clips, bundles, failedBundles, gaps },
    ...{ fragments: record.fragments ?? 0, footageMs: record.footageMs ?? 0, lagMs },
    ...(record.bytes === undefined ? {} : { bytes: record.bytes }),
  };
}

/** Of a run that failed: which promises it touched, by which states, and what puts it right. */
function failureOf(
  { status, error, redrivable }: KnownRun,
  machine: string,
  definition: MachineOutline,
  states: readonly StateOutcome[],
): Record<string, unknown> {
  if (status === 'RUNNING' || status === 'SUCCEEDED') return {};
  const failed = states.filter(({ outcome }) => outcome === 'failed' || outcome === 'stopped');
  const touched = new Map<PromiseName, string[]>();
  for (const { name } of failed) {
    const promise = touchedPromise(machine, name);
    touched.set(promise, [...(touched.get(promise) ?? []), name]);
  }
  const inFailState = definition.states.some(
    ({ name, type }) => type === 'Fail' && failed.some((state) => state.name === name),
  );
  return {
    touched: [...touched].map(([promise, names]) => ({ promise, states: names })),
    remedy: remedyOf({ machine, inFailState, redrivable, ...(error === undefined ? {} : { error }) }),
  };
}

/**
 * Goes on with a run that failed, where it failed.
 *
 * @throws ArchiverError `Conflict` where it cannot be redriven
 */
export async function redriveRun(
  { executionId, executionArn, redrivable, redriveRefusal = 'it has not failed' }: KnownRun,
  runs: Pick<MachineRuns, 'redrive'>,
): Promise<{ readonly executionId: string; readonly redrivenAt: string }> {
  if (!redrivable) throw new ArchiverError('Conflict', `it cannot be redriven: ${redriveRefusal}`);
  return { executionId, redrivenAt: formatTime(await runs.redrive(executionArn)) };
}

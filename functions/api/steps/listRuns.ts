import * as z from 'zod';
import { ArchiverError } from '../../../core/errors.ts';
import type { ListedRun, MachineRuns, RunStatus } from '../../../core/ports/machineRuns.ts';
import { formatTime } from '../../../core/time/formatTime.ts';

/** Pages that are read of one machine for one answer: a span that lies far back takes several answers. */
const PAGES_A_MACHINE = 2;
/** Where a span begins in the past, whole pages are passed over. */
const LARGEST_PAGE = 1000;

export interface RunsAsked {
  readonly machines: readonly string[];
  readonly status?: RunStatus;
  /** By when runs began; `toMs` is no part of it. */
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly limit: number;
  /** The token of the page before. */
  readonly after?: string;
}

/** Where the list of one machine goes on: a page of Step Functions, and the last run of it that was told. */
const place = z.strictObject({
  token: z.string().optional(),
  last: z.string().optional(),
  lastMs: z.number().optional(),
  done: z.literal(true).optional(),
});
type Place = z.output<typeof place>;
const cursor = z.record(z.string(), place);

export interface TaggedRun extends ListedRun {
  readonly machine: string;
}

/**
 * Runs of several machines, newest first: one call a machine where nothing is filtered by time. Step Functions lists
 * each machine by itself, so the lists are merged here; a page ends where one of them would have to be read on.
 *
 * @throws ArchiverError `InvalidInput`
 */
export async function listRuns(
  asked: RunsAsked,
  runsOf: (machine: string) => Pick<MachineRuns, 'list'>,
): Promise<{ readonly items: readonly TaggedRun[]; readonly nextToken?: string }> {
  const places = readCursor(asked.after);
  const lists = asked.machines
    .filter((machine) => places[machine]?.done !== true)
    .map((machine) => new MachineList(machine, places[machine] ?? {}, asked, runsOf(machine)));
  await Promise.all(lists.map((list) => list.fill()));
  const items: TaggedRun[] = [];
  while (items.length < asked.limit) {
    for (const list of lists) if (list.isDry && list.mayRead) await list.fill();
    // What one list holds next is not known: anything after this might be out of order.
    if (lists.some(({ isDry, isAtEnd }) => isDry && !isAtEnd)) break;
    const [next] = lists.filter(({ isDry }) => !isDry).sort((one, other) => other.head.startedMs - one.head.startedMs);
    if (next === undefined) break;
    items.push({ ...next.take(), machine: next.machine });
  }
  if (lists.every(({ isDry, isAtEnd }) => isDry && isAtEnd)) return { items };
  const after = Object.fromEntries(lists.map((list) => [list.machine, list.place]));
  const ended = asked.machines.filter((machine) => places[machine]?.done === true);
  return {
    items,
    nextToken: JSON.stringify({ ...after, ...Object.fromEntries(ended.map((machine) => [machine, { done: true }])) }),
  };
}

/** A run as the API lists it. */
export const runSummary = ({ executionId, machine, status, startedMs, endedMs, redrives }: TaggedRun) => ({
  ...{ executionId, machine, status, startedAt: formatTime(startedMs) },
  ...(endedMs === undefined ? {} : { endedAt: formatTime(endedMs) }),
  redrives,
});

function readCursor(after: string | undefined): Readonly<Record<string, Place>> {
  if (after === undefined) return {};
  try {
    return cursor.parse(JSON.parse(after));
  } catch (cause) {
    throw new ArchiverError('InvalidInput', 'nextToken: is not one of ours', { cause });
  }
}

/** The runs of one machine, page by page. */
class MachineList {
  readonly machine: string;
  readonly #asked: RunsAsked;
  readonly #runs: Pick<MachineRuns, 'list'>;
  #place: Place;
  #queue: ListedRun[] = [];
  /** The page that follows the one in the queue; `null` where there is none. */
  #following: string | undefined | null;
  #reads = 0;
  /** Whether what was read has reached the run that was told last: newer ones may have moved it to a later page. */
  #isPastLast: boolean;

  constructor(machine: string, start: Place, asked: RunsAsked, runs: Pick<MachineRuns, 'list'>) {
    this.machine = machine;
    this.#place = start;
    this.#following = start.token;
    this.#isPastLast = start.last === undefined;
    this.#asked = asked;
    this.#runs = runs;
  }

  get isDry(): boolean {
    return this.#queue.length === 0;
  }
  get isAtEnd(): boolean {
    return this.#following === null;
  }
  get mayRead(): boolean {
    return !this.isAtEnd && this.#reads < PAGES_A_MACHINE;
  }
  /** Of a list that is not dry. */
  get head(): ListedRun {
    const [first] = this.#queue;
    if (first === undefined) throw new ArchiverError('Internal', `the list of ${this.machine} is empty`);
    return first;
  }
  get place(): Place {
    if (!this.isDry || !this.#isPastLast) return this.#place;
    return this.#following === null ? { done: true } : onlyToken(this.#following);
  }

  take(): ListedRun {
    const { head } = this;
    this.#queue = this.#queue.slice(1);
    this.#place = { ...this.#place, last: head.executionId, lastMs: head.startedMs };
    return head;
  }

  async fill(): Promise<void> {
    const { status, fromMs = 0, toMs, limit } = this.#asked;
    const token = this.#following ?? undefined;
    this.#reads++;
    const page = await this.#runs.list({
      limit: toMs === undefined ? limit : LARGEST_PAGE,
      ...(status === undefined ? {} : { status }),
      ...(token === undefined ? {} : { token }),
    });
    if (token !== this.#place.token) {
      const { last, lastMs } = this.#place;
      this.#place = { ...onlyToken(token), ...(this.#isPastLast || last === undefined ? {} : { last, lastMs }) };
    }
    const rest = afterLast(page.runs, this.#place);
    this.#isPastLast ||= rest.length > 0 || page.runs.some(({ executionId }) => executionId === this.#place.last);
    this.#queue = rest.filter(({ startedMs }) => startedMs >= fromMs && (toMs === undefined || startedMs < toMs));
    const oldest = page.runs.at(-1);
    this.#following = oldest !== undefined && oldest.startedMs < fromMs ? null : (page.token ?? null);
  }
}

const onlyToken = (token: string | undefined): Place => (token === undefined ? {} : { token });

/** A page that is read again holds newer runs too, and perhaps no longer the one that was told last. */
function afterLast(runs: readonly ListedRun[], { last, lastMs = Number.POSITIVE_INFINITY }: Place) {
  if (last === undefined) return runs;
  const at = runs.findIndex(({ executionId }) => executionId === last);
  return at >= 0 ? runs.slice(at + 1) : runs.filter(({ startedMs }) => startedMs < lastMs);
}

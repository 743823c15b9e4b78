import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import type { Fragment, FragmentNumber } from '../../../core/fragment.ts';
import { DocumentSplitter, type SplitEvent } from '../../../core/matroska/DocumentSplitter.ts';
import type { StoredFragment } from '../../../core/matroska/StoredFragment.ts';
import { FRAGMENTS_PER_READ } from '../../../core/plans/limits.ts';
import { type Plan, planStart } from '../../../core/plans/plan.ts';
import type { StreamReference } from '../../../core/ports/footageSource.ts';
import { type ArchivePorts, streamReference } from './archivePorts.ts';
import { FragmentSpool } from './FragmentSpool.ts';

const ROUNDS = 3;

/** A plan's fragments as KVS gives them by number. */
export interface ReadFragments {
  readonly spool: FragmentSpool;
  /** Read whole. */
  readonly present: readonly Fragment[];
  /** Listed, and yet KVS did not give them back, each time it was asked. */
  readonly unreadable: readonly Fragment[];
  /** No longer listed, however often one looks: they have left KVS. */
  readonly expired: readonly Fragment[];
  /** The last error that KVS told inside a body. */
  readonly failure: string;
}

type ReadPorts = Pick<ArchivePorts, 'source' | 'streams' | 'system' | 'temporaryFolder'>;

/**
 * Reads a plan's fragments with GetMediaForFragmentList into a spool, which the caller closes. Errors come inside a
 * 200: what counts is which fragment numbers came back.
 *
 * @throws ArchiverError `Expired` where all have left KVS; `Throttled`; `Truncated` where nothing could be read
 */
export async function readByNumber(plan: Plan, ports: ReadPorts): Promise<ReadFragments> {
  const stream = await streamReference(plan.streamArn, ports.streams);
  const spool = await FragmentSpool.open(ports.temporaryFolder);
  try {
    return { spool, ...(await readInto(spool, plan, stream, ports)) };
  } catch (error) {
    await spool.close();
    throw error;
  }
}

async function readInto(
  spool: FragmentSpool,
  plan: Plan,
  stream: StreamReference,
  ports: ReadPorts,
): Promise<Omit<ReadFragments, 'spool'>> {
  let missing = [...plan.fragments];
  let failure = '';
  for (let round = 1; round <= ROUNDS && missing.length > 0; round++) {
    if (round > 1) await ports.system.clock.sleep(Math.ceil(300 * round * ports.system.random.fraction()));
    failure = await readRound(spool, missing, stream, round === ROUNDS, ports);
    missing = missing.filter(({ number }) => !spool.has(number));
  }
  const listed = new Set<FragmentNumber>();
  // A listing is eventually consistent: what one leaves out has not left KVS for that.
  for (let look = 1; look <= ROUNDS && missing.some(({ number }) => !listed.has(number)); look++) {
    if (look > 1) await ports.system.clock.sleep(1000 * look);
    for (const number of await stillListed(plan, stream, ports)) listed.add(number);
  }
  const expired = missing.filter(({ number }) => !listed.has(number));
  const unreadable = missing.filter(({ number }) => listed.has(number));
  if (expired.length === plan.fragments.length) {
    throw new ArchiverError('Expired', `plan ${plan.planId}: its fragments have left KVS`);
  }
  if (unreadable.length > 0 && missing.length === plan.fragments.length) {
    throw new ArchiverError('Truncated', `plan ${plan.planId}: KVS gives none of its fragments: ${failure}`);
  }
  return { present: plan.fragments.filter(({ number }) => spool.has(number)), expired, unreadable, failure };
}

/** Of what the listing tells of a fragment's length; the length itself leaves out the last frame. */
const LEAST_PLAYED = 0.75;

/**
 * Why a fragment is not whole. A body that was cut off where a frame ends looks whole, and only the listing knows better.
 *
 * @param last it was asked for before: what plays less than listed is then taken as KVS gives it, but for one of nothing
 */
function shortOf(
  { frames, fragmentNumber }: StoredFragment,
  wanted: ReadonlyMap<FragmentNumber, Fragment>,
  last: boolean,
): string | undefined {
  if (frames.length === 0) return 'came without a frame';
  const times = frames.map(({ timeMs }) => timeMs);
  const playedMs = times.reduce((a, b) => Math.max(a, b)) - times.reduce((a, b) => Math.min(a, b));
  const listedMs = wanted.get(fragmentNumber)?.lengthMs ?? 0;
  return last || playedMs >= LEAST_PLAYED * listedMs ? undefined : `plays ${playedMs} ms of ${listedMs}`;
}

/**
 * Asks for fragments in reads of a bounded number of media points; answers the last error told inside a body.
 *
 * @param last whether they are asked for the last time
 */
export async function readRound(
  spool: FragmentSpool,
  wanted: readonly Fragment[],
  stream: StreamReference,
  last: boolean,
  ports: Pick<ReadPorts, 'source'>,
): Promise<string> {
  let failure = 'no error was told';
  const listed = new Map(wanted.map((fragment) => [fragment.number, fragment]));
  const refused = (fragment: StoredFragment) => shortOf(fragment, listed, last);
  for (let first = 0; first < wanted.length; first += FRAGMENTS_PER_READ) {
    const numbers = wanted.slice(first, first + FRAGMENTS_PER_READ).map(({ number }) => number);
    const asked = new Set(numbers);
    const splitter = new DocumentSplitter();
    const take = async (events: readonly SplitEvent[]): Promise<void> => {
      for (const event of events) {
        if (event.kind === 'document') await spool.add(event.bytes, refused);
        if (event.kind === 'failure') failure = `${event.code}: ${event.message ?? ''} ${event.fragmentNumber ?? ''}`;
      }
    };
    try {
      for await (const chunk of await ports.source.fragments(stream, [...asked])) await take(splitter.push(chunk));
      await take(splitter.end());
    } catch (error) {
      // What came whole is kept, the rest asked for again; who has nothing yet says why by counting.
      if (isArchiverError(error, 'NotFound')) return error.message;
      if (!isArchiverError(error, 'Corrupt') && !isArchiverError(error, 'Truncated')) throw error;
      failure = error.message;
    }
  }
  return failure;
}

async function stillListed(plan: Plan, stream: StreamReference, ports: ReadPorts): Promise<Set<FragmentNumber>> {
  const start = planStart(plan);
  const end = plan.fragments[plan.fragments.length - 1]?.producerMs ?? start;
  const listed = new Set<FragmentNumber>();
  try {
    const range = { clock: 'producer', startMs: start, endMs: end } as const;
    for await (const page of ports.source.list(stream, range, plan.fragments.length)) {
      for (const { number } of page) listed.add(number);
    }
  } catch (error) {
    // The stream itself is gone.
    if (!isArchiverError(error, 'NotFound')) throw error;
  }
  return listed;
}

import * as z from 'zod';
import { isArchiverError } from '../../../core/errors.ts';
import { parseDocument } from '../../../core/manifests/manifest.ts';
import type { ListedStream, StreamDirectory } from '../../../core/ports/streamDirectory.ts';
import type { EnrolmentStore } from '../../../core/ports/streamStore.ts';
import { type EnrolmentRule, hasTag } from '../../../core/streams/enrolmentRule.ts';
import { type EnrolmentPorts, enrol } from '../../api/steps/enrolment.ts';

/** Streams that are looked at together, and the time that they take at least: 20 a second of ListTagsForStream's 50. */
const TOGETHER = 10;
const PACE_MS = 500;
/** Of the fifteen minutes that a function has. */
const LONGEST_MS = 12 * 60_000;
/** Where the next search goes on. */
const PLACE_KEY = 'fleet/discovery.json';
const PAGE = 1000;

const placeSchema = z.object({ after: z.string() });

export interface DiscoverStreamsPorts extends EnrolmentPorts {
  readonly directory: StreamDirectory;
  readonly rule: EnrolmentRule | undefined;
  /** Takes down one line about a stream that was enrolled, or that could not be. */
  readonly log: (message: string, about: Readonly<Record<string, unknown>>) => void;
}

export interface Discovery {
  /** Streams that the names' rule allows and that are not enrolled. */
  readonly candidates: number;
  readonly looked: number;
  readonly enrolled: number;
  /** Match, and could not be enrolled: KVS keeps nothing of them, or they went away meanwhile. */
  readonly refused: number;
  /** Match, and were taken off the list by their owner. */
  readonly withdrawn: number;
  /** Whether all candidates were looked at; else the next search goes on from here. */
  readonly complete: boolean;
}

/**
 * Enrols streams that match the stack's rule and are not enrolled, with default settings, in the way the API does; never
 * one that its owner took off the list. All names are listed each time (50,000 are 50 calls), for neither the order of
 * ListStreams nor the life of its tokens is documented; tags cost a call each, so a search that runs out of time says by
 * name where the next one goes on.
 */
export async function discoverStreams(ports: DiscoverStreamsPorts): Promise<Discovery> {
  const { rule } = ports;
  const found: Found = { candidates: 0, looked: 0, enrolled: 0, refused: 0, withdrawn: 0, complete: true };
  if (rule === undefined) return found;
  const candidates = await inTurn(await candidatesOf(rule, ports), ports);
  found.candidates = candidates.length;
  try {
    await goThrough(candidates, rule, found, ports);
  } catch (error) {
    // The next search does not begin where this one could not get on.
    if (found.looked > 0) await remember(candidates[found.looked - 1]?.streamName ?? '', ports);
    throw error;
  }
  await remember(found.complete ? '' : (candidates[found.looked - 1]?.streamName ?? ''), ports);
  return found;
}

type Found = { -readonly [Count in keyof Discovery]: Discovery[Count] };

/** Looks at the candidates one after the other, at its pace, until time is up. */
async function goThrough(
  candidates: readonly ListedStream[],
  rule: EnrolmentRule,
  found: Found,
  ports: DiscoverStreamsPorts,
): Promise<void> {
  const { clock } = ports.system;
  const startedMs = clock.now();
  for (let first = 0; first < candidates.length; first += TOGETHER) {
    const beganMs = clock.now();
    if (beganMs - startedMs > LONGEST_MS) {
      found.complete = false;
      return;
    }
    const some = candidates.slice(first, first + TOGETHER);
    const fates = await Promise.all(some.map((stream) => consider(stream, rule, ports)));
    for (const fate of fates) if (fate !== 'other') found[fate]++;
    found.looked += some.length;
    const restMs = PACE_MS - (clock.now() - beganMs);
    if (restMs > 0 && first + TOGETHER < candidates.length) await clock.sleep(restMs);
  }
}

/** What becomes of one stream. */
async function consider(
  { streamName, streamArn }: ListedStream,
  rule: EnrolmentRule,
  ports: DiscoverStreamsPorts,
): Promise<'enrolled' | 'refused' | 'withdrawn' | 'other'> {
  try {
    if (rule.tag !== undefined && !hasTag(rule, await ports.directory.tags(streamArn))) return 'other';
    const state = await ports.streams.get(streamArn);
    if (state?.withdrawnMs !== undefined) return 'withdrawn';
    await enrol(streamName, {}, ports);
    ports.log('enrolled', { streamName, streamArn });
    return 'enrolled';
  } catch (error) {
    // One stream must not stop the search: it is counted, told, and tried again by the next one.
    if (!isArchiverError(error, 'InvalidInput') && !isArchiverError(error, 'NotFound')) throw error;
    ports.log('not enrolled', { streamName, streamArn, why: error.message });
    return 'refused';
  }
}

/** Streams whose names match and that are not enrolled, by name. */
async function candidatesOf(rule: EnrolmentRule, ports: DiscoverStreamsPorts): Promise<ListedStream[]> {
  const enrolled = await enrolledNames(ports.enrolments);
  const candidates: ListedStream[] = [];
  for await (const page of ports.directory.list(rule.prefix)) {
    for (const stream of page) if (!enrolled.has(stream.streamName)) candidates.push(stream);
  }
  return candidates.sort((a, b) => (a.streamName < b.streamName ? -1 : a.streamName > b.streamName ? 1 : 0));
}

async function enrolledNames(store: EnrolmentStore): Promise<Set<string>> {
  const names = new Set<string>();
  let after: string | undefined;
  do {
    const page = await store.list(PAGE, after);
    for (const { streamName } of page.items) names.add(streamName);
    after = page.nextToken;
  } while (after !== undefined);
  return names;
}

/** Those first whose turn it is: after the last search's last, and then from the beginning. */
async function inTurn(candidates: readonly ListedStream[], ports: DiscoverStreamsPorts): Promise<ListedStream[]> {
  const { after } = await place(ports);
  const next = candidates.findIndex(({ streamName }) => streamName > after);
  return next === -1 ? [...candidates] : [...candidates.slice(next), ...candidates.slice(0, next)];
}

async function place(ports: DiscoverStreamsPorts): Promise<{ after: string; etag?: string }> {
  try {
    const { bytes, etag } = await ports.objects.getBytes({ bucket: ports.workBucket, key: PLACE_KEY });
    return { ...parseDocument(placeSchema, bytes, PLACE_KEY), etag };
  } catch (error) {
    if (!isArchiverError(error, 'NotFound')) throw error;
    return { after: '' };
  }
}

/** Written only where it changes. Two searches at once: the later one's word stands, and both lose nothing but time. */
async function remember(after: string, ports: DiscoverStreamsPorts): Promise<void> {
  const standing = await place(ports);
  if (standing.after === after) return;
  const bytes = Buffer.from(JSON.stringify({ after }));
  await ports.objects.replace({ bucket: ports.workBucket, key: PLACE_KEY }, bytes, 'application/json', standing.etag);
}

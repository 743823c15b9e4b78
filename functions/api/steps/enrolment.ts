import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import { type Fragment, serverMs } from '../../../core/fragment.ts';
import { assessStream, type Condition, type Expectations } from '../../../core/observe/assessStream.ts';
import type { FootageSource, StreamDescription } from '../../../core/ports/footageSource.ts';
import type { DeliveredByKvs } from '../../../core/ports/streamDelivery.ts';
import type { EnrolmentStore, StreamStore } from '../../../core/ports/streamStore.ts';
import { type RetentionClasses, requireRetentionClass } from '../../../core/retention/retentionClasses.ts';
import { type Enrolment, parseEnrolmentSettings } from '../../../core/streams/enrolment.ts';
import { type FragmentProfile, fragmentProfile } from '../../../core/streams/fragmentProfile.ts';
import { initialState } from '../../../core/streams/initialState.ts';
import type { StreamState } from '../../../core/streams/streamState.ts';
import { type DeliveryPorts, deliveredByKvs, setUpDelivery, takeDownDelivery } from './streamDelivery.ts';
import { changeStreamList, type StreamListPorts } from './streamList.ts';

export interface EnrolmentPorts extends StreamListPorts {
  readonly enrolments: EnrolmentStore;
  readonly streams: StreamStore;
  readonly source: FootageSource;
  readonly retentionClasses: RetentionClasses;
  readonly expectations: Expectations;
  /** Those that the functions' roles reach; undefined where nobody is told of others. */
  readonly knownBuckets?: readonly string[];
  /** Images and notifications; where it is absent, settings of them are refused. */
  readonly delivery?: DeliveryPorts;
}

/** A stream as the API shows it. */
export interface EnrolledStream {
  readonly streamName: string;
  readonly streamArn: string;
  readonly settings: Enrolment['settings'];
  readonly state?: {
    readonly watermarkMs: number;
    readonly lagMs: number;
    readonly openPlans: number;
    readonly retentionHours: number;
    readonly condition: Condition;
    readonly behind: boolean;
    readonly silent: boolean;
    readonly losingSoon: boolean;
    /** Server time of the newest fragment that was listed, and what has been listed beyond it. */
    readonly newestFragmentMs?: number;
    readonly silentForMs: number;
    readonly fragments?: FragmentProfile;
  };
  /** Images and notifications as KVS has them, of a stream whose settings name some. */
  readonly kvs?: DeliveredByKvs;
  readonly warnings?: readonly string[];
}

/** Fragments of the last minutes tell what a stream's are like. */
const PROFILE_SPAN_MS = 10 * 60_000;
const PROFILE_FRAGMENTS = 300;

/**
 * Enrols a stream, or changes its settings; its place is kept.
 *
 * @throws ArchiverError `InvalidInput` naming the setting; `NotFound` where KVS has no such stream
 */
export async function enrol(streamName: string, input: unknown, ports: EnrolmentPorts): Promise<EnrolledStream> {
  return (await changeEnrolment(streamName, input, ports)).stream;
}

/** The same, with the settings that were there before. */
export async function changeEnrolment(
  streamName: string,
  input: unknown,
  ports: EnrolmentPorts,
): Promise<{ readonly stream: EnrolledStream; readonly before: Enrolment['settings'] | undefined }> {
  const settings = parseEnrolmentSettings(input);
  requireRetentionClass(ports.retentionClasses, settings.retention);
  for (const [index, { retention }] of (settings.rules ?? []).entries()) {
    if (retention !== undefined) requireRetentionClass(ports.retentionClasses, retention, `rules.${index}.retention`);
  }
  const description = await ports.source.describe(streamName);
  const now = ports.system.clock.now();
  const before = await ports.enrolments.get(streamName);
  const delivery = await setUpDelivery(description, settings, before?.settings, ports.delivery);
  const warnings = [
    ...retentionWarnings(description),
    ...bucketWarnings(settings.bucket, ports.knownBuckets),
    ...delivery,
  ];
  const enrolment: Enrolment = {
    streamName,
    streamArn: before?.streamArn ?? description.streamArn,
    settings,
    createdMs: before?.createdMs ?? now,
    updatedMs: now,
  };
  const state = await ports.streams.create(initialState(description, settings.since, now));
  // Whoever enrols it by name wants it again.
  if (state.withdrawnMs !== undefined) await ports.streams.mark(state.streamArn, { withdrawnMs: null });
  await ports.enrolments.put(enrolment);
  await changeStreamList(streamName, true, ports);
  const stream = shown(enrolment, state, now, ports.expectations);
  return { stream: { ...stream, ...(warnings.length > 0 ? { warnings } : {}) }, before: before?.settings };
}

/** @throws ArchiverError `InvalidInput` where KVS keeps nothing */
function retentionWarnings({ streamName, retentionHours }: StreamDescription): string[] {
  if (retentionHours === 0) {
    throw new ArchiverError(
      'InvalidInput',
      `stream: KVS keeps nothing of ${streamName} (its retention is 0 hours), so there is nothing to read; ` +
        'raise it with UpdateDataRetention, to 24 hours or more',
    );
  }
  if (retentionHours >= 24) return [];
  return [`KVS keeps ${streamName} for ${retentionHours} h only: footage that waits longer for a repair is lost`];
}

/** A bucket's own policy may let the roles in; nobody but its owner knows. */
function bucketWarnings(bucket: string | undefined, known: readonly string[] | undefined): string[] {
  if (bucket === undefined || known === undefined || known.includes(bucket)) return [];
  return [
    `bucket: ${bucket} is none of the stack's streamBuckets: unless its policy lets the functions' roles in, nothing ` +
      'can be stored there, and what is not stored becomes gaps',
  ];
}

/**
 * Takes a stream off the list; its archive, its ledger and its place stay.
 *
 * @returns the settings that it had
 * @throws ArchiverError `NotFound`
 */
export async function withdraw(streamName: string, ports: EnrolmentPorts): Promise<Enrolment['settings']> {
  const { streamArn, settings } = await enrolmentOf(streamName, ports.enrolments);
  // First: automatic enrolment must not bring back what is on its way out.
  await ports.streams.mark(streamArn, { withdrawnMs: ports.system.clock.now() });
  await takeDownDelivery(streamArn, settings, ports.delivery);
  await changeStreamList(streamName, false, ports);
  await ports.enrolments.delete(streamName);
  return settings;
}

/** @throws ArchiverError `NotFound` where it is not enrolled */
export async function showStream(streamName: string, ports: EnrolmentPorts): Promise<EnrolledStream> {
  const enrolment = await enrolmentOf(streamName, ports.enrolments);
  const now = ports.system.clock.now();
  const state = await ports.streams.get(enrolment.streamArn);
  const delivered = await deliveredByKvs(enrolment.streamArn, enrolment.settings, ports.delivery);
  const stream = {
    ...shown(enrolment, state, now, ports.expectations),
    ...(delivered === undefined ? {} : { kvs: delivered }),
  };
  if (state === undefined || stream.state === undefined) return stream;
  const profile = fragmentProfile(await recentFragments(state, now, ports.source));
  return { ...stream, state: { ...stream.state, ...(profile === undefined ? {} : { fragments: profile }) } };
}

/** The enrolled ones of some names, in pages by name. */
export async function listNamed(
  names: readonly string[],
  limit: number,
  after: string | undefined,
  ports: EnrolmentPorts,
): Promise<{ items: EnrolledStream[]; nextToken?: string }> {
  const left = [...new Set(names)].sort().filter((name) => after === undefined || name > after);
  const page = left.slice(0, limit);
  const enrolments = await Promise.all(page.map((name) => ports.enrolments.get(name)));
  const items = await shownAll(
    enrolments.filter((each) => each !== undefined),
    ports,
  );
  const last = page.at(-1);
  return { items, ...(left.length > limit && last !== undefined ? { nextToken: last } : {}) };
}

/** Enrolled streams in pages. */
export async function listStreams(
  limit: number,
  after: string | undefined,
  ports: EnrolmentPorts,
): Promise<{ items: EnrolledStream[]; nextToken?: string }> {
  const page = await ports.enrolments.list(limit, after);
  return { ...page, items: await shownAll(page.items, ports) };
}

async function shownAll(enrolments: readonly Enrolment[], ports: EnrolmentPorts): Promise<EnrolledStream[]> {
  const now = ports.system.clock.now();
  return await Promise.all(
    enrolments.map(async (enrolment) =>
      shown(enrolment, await ports.streams.get(enrolment.streamArn), now, ports.expectations),
    ),
  );
}

/** @throws ArchiverError `NotFound` */
export async function enrolmentOf(streamName: string, enrolments: Pick<EnrolmentStore, 'get'>): Promise<Enrolment> {
  const enrolment = await enrolments.get(streamName);
  if (enrolment === undefined) throw new ArchiverError('NotFound', `stream: ${streamName} is not enrolled`);
  return enrolment;
}

function shown(
  enrolment: Enrolment,
  state: StreamState | undefined,
  now: number,
  expected: Expectations,
): EnrolledStream {
  const { streamName, streamArn, settings } = enrolment;
  if (state === undefined) return { streamName, streamArn, settings };
  const { watermarkMs, openPlans, retentionHours } = state;
  return {
    streamName,
    streamArn,
    settings,
    state: {
      watermarkMs,
      openPlans: openPlans.length,
      retentionHours,
      ...assessStream(enrolment, state, expected, now),
    },
  };
}

/** Some of the last minutes; a stream that KVS no longer has gives none. */
async function recentFragments(state: StreamState, now: number, source: FootageSource): Promise<Fragment[]> {
  const range = { clock: 'server', startMs: serverMs(now - PROFILE_SPAN_MS), endMs: serverMs(now - 1) } as const;
  const fragments: Fragment[] = [];
  try {
    for await (const page of source.list(state, range, PROFILE_FRAGMENTS)) {
      fragments.push(...page);
      if (fragments.length >= PROFILE_FRAGMENTS) break;
    }
  } catch (error) {
    if (!isArchiverError(error, 'NotFound')) throw error;
  }
  return fragments;
}

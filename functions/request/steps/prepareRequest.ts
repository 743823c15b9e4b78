import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import { type Fragment, type FragmentNumber, fragmentNumber, producerMs, serverMs } from '../../../core/fragment.ts';
import type { ClipRow } from '../../../core/ledger/ledgerRow.ts';
import { bundleManifestSchema, parseDocument } from '../../../core/manifests/manifest.ts';
import { FRAGMENTS_PER_READ } from '../../../core/plans/limits.ts';
import type { FootageSource, StreamReference } from '../../../core/ports/footageSource.ts';
import type { Ledger } from '../../../core/ports/ledger.ts';
import type { ObjectStore } from '../../../core/ports/objectStore.ts';
import type { StreamNames } from '../../../core/ports/streamNames.ts';
import type { EnrolmentStore, StreamStore } from '../../../core/ports/streamStore.ts';
import { type FootageRequest, readFootageRequest } from '../../../core/requests/FootageRequest.ts';
import { type FoundFragment, layOutParts } from '../../../core/requests/layOutParts.ts';
import { type RequestPart, requestPlanKey, writeRequestPlan } from '../../../core/requests/RequestPlan.ts';
import type { Clock } from '../../../core/system.ts';
import { formatTime } from '../../../core/time/formatTime.ts';

export interface PrepareRequestInput {
  readonly input: unknown;
  /** The execution's name. */
  readonly requestId: string;
}

/** What the machine goes through. */
export interface PreparedRequest {
  readonly requestId: string;
  /** Indexes of the parts that have to be fetched. */
  readonly fetch: readonly number[];
}

export interface PrepareRequestPorts {
  readonly enrolments: Pick<EnrolmentStore, 'get'>;
  readonly streams: Pick<StreamStore, 'get'>;
  readonly names: StreamNames;
  readonly source: Pick<FootageSource, 'list'>;
  readonly ledger: Pick<Ledger, 'overlapping'>;
  readonly objects: Pick<ObjectStore, 'getBytes' | 'putIfAbsent'>;
  readonly workBucket: string;
  readonly clock: Clock;
}

/** A fragment lasts 20 s at most (service quotas): what reaches into the span begins no earlier. */
const LONGEST_FRAGMENT_MS = 20_000;
/** What one file takes: it passes through one function. */
const MOST_FRAGMENTS = 100_000;
const MOST_BYTES = 8 * 1024 ** 3;

type Span = Extract<FootageRequest, { fromMs: number }>;

/**
 * Finds the fragments of a request, in KVS as far as it still has them, else in bundles of the archive, and writes down
 * where each comes from.
 *
 * @throws ArchiverError `NotFound` where there is nothing; `InvalidInput` where it is too much for one file;
 *   `UnsupportedMedia` where the archive has some of it as MP4 alone
 */
export async function prepareRequest(
  { input, requestId }: PrepareRequestInput,
  ports: PrepareRequestPorts,
): Promise<PreparedRequest> {
  const request = readFootageRequest(input);
  const { stream: streamName, kind } = request;
  const stream = await streamInKvs(streamName, ports);
  const parts = 'numbers' in request ? partsByNumber(request, stream) : await partsOfSpan(request, stream, ports);
  const plan = {
    version: 1 as const,
    kind,
    streamName,
    parts,
    ...(stream === undefined ? {} : { streamArn: stream.streamArn }),
  };
  // Written once: a step that comes again goes by what it found the first time.
  const place = { bucket: ports.workBucket, key: requestPlanKey(requestId) };
  await ports.objects.putIfAbsent(place, writeRequestPlan(plan), 'application/json');
  return { requestId, fetch: parts.flatMap(({ source }, index) => (source === 'kvs' ? [index] : [])) };
}

async function streamInKvs(streamName: string, ports: PrepareRequestPorts): Promise<StreamReference | undefined> {
  const enrolment = await ports.enrolments.get(streamName);
  const state = enrolment === undefined ? undefined : await ports.streams.get(enrolment.streamArn);
  if (enrolment === undefined || state === undefined || state.goneMs !== undefined) return undefined;
  return { streamArn: enrolment.streamArn, endpoints: state.endpoints };
}

/** By number nothing is known of them but that. */
function partsByNumber(
  { stream: streamName, numbers }: Extract<FootageRequest, { numbers: unknown }>,
  stream: StreamReference | undefined,
): RequestPart[] {
  if (stream === undefined) throw new ArchiverError('NotFound', `stream: KVS has no ${streamName} any more`);
  const unknown = { producerMs: producerMs(0), serverMs: serverMs(0), lengthMs: 0, bytes: 0 };
  const parts: RequestPart[] = [];
  for (let first = 0; first < numbers.length; first += FRAGMENTS_PER_READ) {
    const fragments = numbers.slice(first, first + FRAGMENTS_PER_READ).map((number) => ({ number, ...unknown }));
    parts.push({ source: 'kvs', fragments });
  }
  return parts;
}

async function partsOfSpan(
  request: Span,
  stream: StreamReference | undefined,
  ports: PrepareRequestPorts,
): Promise<RequestPart[]> {
  const listed = stream === undefined ? [] : await listedInKvs(request, stream, ports);
  const archived = await archivedBeside(request, new Set(listed.map(({ number }) => number)), ports);
  const found = [...listed.map((fragment) => ({ fragment })), ...archived];
  if (found.length === 0) {
    throw new ArchiverError(
      'NotFound',
      `from: neither KVS nor the archive has footage of ${request.stream} from ${formatTime(request.fromMs)} ` +
        `to ${formatTime(request.toMs)}`,
    );
  }
  const bytes = found.reduce((sum, { fragment }) => sum + fragment.bytes, 0);
  if (found.length > MOST_FRAGMENTS || bytes > MOST_BYTES) throw tooMuch(found.length, bytes);
  return layOutParts(found);
}

const tooMuch = (fragments: number, bytes: number): ArchiverError =>
  new ArchiverError(
    'InvalidInput',
    `to: the span holds ${fragments} fragments and ${bytes} bytes or more; one file takes ${MOST_FRAGMENTS} and ` +
      `${MOST_BYTES}, an export takes any`,
  );

const reachesIn = ({ producerMs: start, lengthMs }: Fragment, { fromMs, toMs }: Span): boolean =>
  start < toMs && (start >= fromMs || start + lengthMs > fromMs);

async function listedInKvs(request: Span, stream: StreamReference, ports: PrepareRequestPorts): Promise<Fragment[]> {
  const range = {
    clock: 'producer',
    startMs: producerMs(Math.max(0, request.fromMs - LONGEST_FRAGMENT_MS)),
    endMs: producerMs(request.toMs - 1),
  } as const;
  const fragments: Fragment[] = [];
  try {
    for await (const page of ports.source.list(stream, range)) {
      for (const fragment of page) if (reachesIn(fragment, request)) fragments.push(fragment);
      if (fragments.length > MOST_FRAGMENTS) throw tooMuch(fragments.length, 0);
    }
  } catch (error) {
    // The stream itself is gone; the archive may have it.
    if (!isArchiverError(error, 'NotFound')) throw error;
  }
  return fragments;
}

/** What the archive has of the span and KVS has not, under whichever stream bore the name. */
async function archivedBeside(
  request: Span,
  inKvs: ReadonlySet<FragmentNumber>,
  ports: PrepareRequestPorts,
): Promise<FoundFragment[]> {
  const found: FoundFragment[] = [];
  let asMp4Alone = 0;
  const now = ports.clock.now();
  for (const streamArn of await ports.names.arnsOf(request.stream)) {
    const rows = ports.ledger.overlapping(streamArn, producerMs(request.fromMs), producerMs(request.toMs - 1));
    for await (const row of rows) {
      if (row.kind !== 'clip' || (row.retireAtMs !== undefined && row.retireAtMs <= now)) continue;
      const missing = row.numbers.filter((number) => !inKvs.has(number));
      if (missing.length === 0) continue;
      if (row.bundle === undefined) asMp4Alone += missing.length;
      else found.push(...(await ofBundle(row.bundle, new Set(missing), request, ports)));
    }
  }
  if (asMp4Alone > 0) {
    throw new ArchiverError(
      'UnsupportedMedia',
      `from: KVS has forgotten ${asMp4Alone} fragments of the span, and the archive keeps them as MP4 alone ` +
        "(the stream's setting `fragments`); an export makes one file of such clips",
    );
  }
  return found;
}

async function ofBundle(
  { bucket, key }: NonNullable<ClipRow['bundle']>,
  wanted: ReadonlySet<FragmentNumber>,
  request: Span,
  ports: PrepareRequestPorts,
): Promise<FoundFragment[]> {
  const manifestKey = key.replace(/\.mkv$/, '.json');
  const { bytes } = await ports.objects.getBytes({ bucket, key: manifestKey });
  const { fragments } = parseDocument(bundleManifestSchema, bytes, manifestKey);
  return fragments.flatMap((listed) => {
    const fragment: Fragment = {
      number: fragmentNumber(listed.number),
      producerMs: producerMs(listed.producerMs),
      serverMs: serverMs(listed.serverMs),
      lengthMs: listed.lengthMs,
      bytes: listed.bytes,
    };
    return wanted.has(fragment.number) && reachesIn(fragment, request) ? [{ fragment, bundle: { bucket, key } }] : [];
  });
}

import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import type { FragmentInBundle } from '../../../core/matroska/BundleReader.ts';
import { BundleWriter } from '../../../core/matroska/BundleWriter.ts';
import { buildMp4 } from '../../../core/mp4/buildMp4.ts';
import type { ObjectAssembler } from '../../../core/ports/objectAssembler.ts';
import type { ObjectStore } from '../../../core/ports/objectStore.ts';
import { onDemandKey, type RequestPlan, readRequestPlan, requestPlanKey } from '../../../core/requests/RequestPlan.ts';
import type { Clock } from '../../../core/system.ts';
import { AssemblyWriter } from './AssemblyWriter.ts';
import { fragmentsOf, readParts } from './readParts.ts';

export interface AssembleRequestPorts {
  readonly objects: Pick<ObjectStore, 'get' | 'getBytes'>;
  readonly assembler: ObjectAssembler;
  readonly workBucket: string;
  /** How long a finished file is kept. */
  readonly keptMs: number;
  readonly clock: Clock;
}

/** What a request came to. */
export interface RequestOutcome {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly fragments: number;
  /** Producer time of the first and of the last fragment's beginning. */
  readonly startMs: number;
  readonly lastMs: number;
  readonly source: 'kvs' | 'archive' | 'both';
  /** `verbatim`: the fragments share no codec, and stand one behind the other as KVS gave them. */
  readonly layout?: 'merged' | 'verbatim';
  /** When the file is taken away. */
  readonly expiresMs: number;
}

type Written = Pick<RequestOutcome, 'bytes' | 'sha256' | 'layout' | 'startMs' | 'lastMs'>;
type Read = () => AsyncGenerator<FragmentInBundle>;

/**
 * Makes the one file of a request from its parts. Memory holds a fragment, a part of the upload and, of an MP4, its
 * tables; the bytes depend on the fragments alone.
 *
 * @throws ArchiverError `UnsupportedMedia` where no MP4 can hold them together
 */
export async function assembleRequest(
  { requestId }: { readonly requestId: string },
  ports: AssembleRequestPorts,
): Promise<RequestOutcome> {
  const planKey = requestPlanKey(requestId);
  const plan = readRequestPlan(
    (await ports.objects.getBytes({ bucket: ports.workBucket, key: planKey })).bytes,
    planKey,
  );
  const place = { bucket: ports.workBucket, key: onDemandKey(plan.streamName, requestId, plan.kind) };
  const read: Read = () => readParts(requestId, plan, ports);
  const count = fragmentsOf(plan);
  const expiresMs = ports.clock.now() + ports.keptMs;
  const into = async (type: string, write: (writer: AssemblyWriter) => Promise<Omit<Written, 'bytes' | 'sha256'>>) => {
    const writer = await AssemblyWriter.open(ports.assembler, place, type);
    try {
      const facts = await write(writer);
      return { ...facts, ...(await writer.complete()) };
    } catch (error) {
      await writer.abort();
      throw error;
    }
  };
  const written: Written =
    plan.kind === 'clip'
      ? await into('video/mp4', (writer) => writeMp4(read, count, writer))
      : await into('video/x-matroska', (writer) => writeMatroska(read, writer)).catch((error: unknown) => {
          if (!cannotMerge(error)) throw error;
          return into('video/x-matroska', (writer) => writeVerbatim(read, writer));
        });
  return { ...place, ...written, fragments: count, source: sourceOf(plan), expiresMs };
}

const cannotMerge = (error: unknown): boolean =>
  isArchiverError(error, 'UnsupportedMedia') || isArchiverError(error, 'InvalidInput');

function sourceOf({ parts }: RequestPlan): RequestOutcome['source'] {
  const sources = new Set(parts.map(({ source }) => source));
  if (sources.size > 1) return 'both';
  return sources.has('kvs') ? 'kvs' : 'archive';
}

/** `buildMp4` reads twice, each time in order. */
async function writeMp4(read: Read, count: number, writer: AssemblyWriter) {
  let reading = read();
  const starts: number[] = [];
  const source = {
    count,
    read: async (index: number) => {
      if (index === 0) {
        await reading.return(undefined);
        reading = read();
      }
      const { value } = await reading.next();
      if (value === undefined) throw new ArchiverError('Internal', `the parts hold no fragment ${index} of ${count}`);
      const { fragment } = value;
      starts[index === 0 ? 0 : 1] = fragment.producerMs;
      return fragment;
    },
  };
  const sink = { write: (_position: number, bytes: Uint8Array) => writer.write(bytes) };
  const { value: first } = await reading.next();
  const startMs = first?.fragment.producerMs ?? 0;
  try {
    await buildMp4(source, sink, { creationTimeMs: startMs });
  } finally {
    await reading.return(undefined);
  }
  return { startMs, lastMs: starts.at(-1) ?? startMs };
}

async function writeMatroska(read: Read, writer: AssemblyWriter) {
  const bundle = new BundleWriter();
  const times: number[] = [];
  for await (const { fragment } of read()) {
    for (const chunk of bundle.add(fragment).chunks) await writer.write(chunk);
    times[times.length === 0 ? 0 : 1] = fragment.producerMs;
  }
  return { layout: 'merged' as const, startMs: times[0] ?? 0, lastMs: times.at(-1) ?? 0 };
}

async function writeVerbatim(read: Read, writer: AssemblyWriter) {
  const times: number[] = [];
  for await (const { document, fragment } of read()) {
    await writer.write(document);
    times[times.length === 0 ? 0 : 1] = fragment.producerMs;
  }
  return { layout: 'verbatim' as const, startMs: times[0] ?? 0, lastMs: times.at(-1) ?? 0 };
}

import { type ErrorKind, isArchiverError } from '../../../core/errors.ts';
import type { FragmentNumber } from '../../../core/fragment.ts';
import { clipKey } from '../../../core/manifests/objectKeys.ts';
import { acceptClip } from '../../../core/plans/acceptClip.ts';
import { type Plan, planStart } from '../../../core/plans/plan.ts';
import type { StreamReference } from '../../../core/ports/footageSource.ts';
import type { ObjectUpload } from '../../../core/ports/objectStore.ts';
import type { Window } from '../../../core/runs/run.ts';
import { type ArchivePorts, streamReference } from './archivePorts.ts';
import { retentionTags } from './retentionTag.ts';
import { passOn, readStoredClip, type StoredClip } from './storedClip.ts';

/** Why GetClip's answer was not taken: the plan is read by number then. */
export interface NotExact {
  readonly because: string;
}

/** Where the plan's clip goes. */
export function clipPlace(plan: Plan, window: Window): { bucket: string; key: string } {
  const { streamName, planId } = plan;
  return {
    bucket: window.bucket,
    key: clipKey({ streamName, planId, startProducerMs: planStart(plan), prefix: window.prefix }),
  };
}

/**
 * The plan's clip by GetClip, stored in one put, and only after the range was listed again and
 * agreed.
 *
 * @throws ArchiverError `Throttled`, `Internal`, ... and then nothing is stored
 */
export async function fetchClip(plan: Plan, window: Window, ports: ArchivePorts): Promise<StoredClip | NotExact> {
  const stream = await streamReference(plan.streamArn, ports.streams);
  const place = clipPlace(plan, window);
  const { retention } = window;
  const storing = { place, retention, storedMs: ports.system.clock.now() };
  const upload = ports.objects.upload(place, 'video/mp4', retentionTags(retention));
  try {
    return await fetchInto(upload, plan, stream, storing, ports);
  } catch (error) {
    await upload.abort();
    if (isArchiverError(error) && READ_BY_NUMBER.has(error.kind)) return { because: error.message };
    throw error;
  }
}

/**
 * What GetClip refuses (a codec that changes, H.265 with G.711, nothing in range), and what it gives that is not a whole
 * MP4: to ask for the same range again could give the same again, and the fragments themselves are still to be had.
 */
const READ_BY_NUMBER: ReadonlySet<ErrorKind> = new Set(['UnsupportedMedia', 'NotFound', 'Truncated', 'Corrupt']);

async function fetchInto(
  upload: ObjectUpload,
  plan: Plan,
  stream: StreamReference,
  storing: Pick<StoredClip, 'place' | 'retention' | 'storedMs'>,
  ports: ArchivePorts,
): Promise<StoredClip | NotExact> {
  const start = planStart(plan);
  const end = plan.fragments[plan.fragments.length - 1]?.producerMs ?? start;
  const facts = await passOn(await ports.source.clip(stream, start, end), upload);

  const listed = new Set<FragmentNumber>();
  const range = { clock: 'producer', startMs: start, endMs: end } as const;
  for await (const page of ports.source.list(stream, range, plan.fragments.length)) {
    for (const { number } of page) listed.add(number);
  }
  const acceptance = acceptClip(plan, facts.inspection, listed);
  if (!acceptance.accepted) {
    await upload.abort();
    return { because: acceptance.because };
  }
  const outcome = await upload.complete();
  return outcome === 'stored' ? { ...storing, ...facts } : readStoredClip(storing.place, plan, ports.objects);
}

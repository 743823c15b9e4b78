import { ArchiverError } from '../../../core/errors.ts';
import type { FootageSource } from '../../../core/ports/footageSource.ts';
import type { ObjectStore } from '../../../core/ports/objectStore.ts';
import type { StreamStore } from '../../../core/ports/streamStore.ts';
import { readRequestPlan, requestPartKey, requestPlanKey } from '../../../core/requests/RequestPlan.ts';
import type { System } from '../../../core/system.ts';
import { FragmentSpool } from '../../archive/steps/FragmentSpool.ts';
import { readRound } from '../../archive/steps/readByNumber.ts';

export interface FetchPartInput {
  readonly requestId: string;
  readonly part: number;
}

export interface FetchPartPorts {
  readonly streams: Pick<StreamStore, 'get'>;
  readonly source: FootageSource;
  readonly objects: Pick<ObjectStore, 'getBytes' | 'upload'>;
  readonly workBucket: string;
  readonly temporaryFolder: string;
  readonly system: System;
}

const ROUNDS = 3;

/**
 * Reads the fragments of one part from KVS into an object, one document behind the other. Any number of times: the
 * object that stands first stands.
 *
 * @throws ArchiverError `NotFound` where KVS does not give one of them, `Throttled`
 */
export async function fetchPart(
  { requestId, part }: FetchPartInput,
  ports: FetchPartPorts,
): Promise<{ part: number; fragments: number; bytes: number }> {
  const planKey = requestPlanKey(requestId);
  const plan = readRequestPlan(
    (await ports.objects.getBytes({ bucket: ports.workBucket, key: planKey })).bytes,
    planKey,
  );
  const wanted = plan.parts[part];
  if (wanted?.source !== 'kvs' || plan.streamArn === undefined) {
    throw new ArchiverError('Internal', `${requestId} has no part ${part} to fetch`);
  }
  const state = await ports.streams.get(plan.streamArn);
  const stream = { streamArn: plan.streamArn, endpoints: state?.endpoints ?? {} };
  const spool = await FragmentSpool.open(ports.temporaryFolder);
  try {
    let missing = wanted.fragments;
    let failure = '';
    for (let round = 1; round <= ROUNDS && missing.length > 0; round += 1) {
      if (round > 1) await ports.system.clock.sleep(Math.ceil(300 * round * ports.system.random.fraction()));
      failure = await readRound(spool, missing, stream, round === ROUNDS, ports);
      missing = missing.filter(({ number }) => !spool.has(number));
    }
    const [first] = missing;
    if (first !== undefined) {
      throw new ArchiverError(
        'NotFound',
        `numbers: KVS does not give ${missing.length} of ${wanted.fragments.length} fragments, ${first.number} ` +
          `first: ${failure}`,
      );
    }
    const bytes = await store(
      wanted.fragments,
      spool,
      { bucket: ports.workBucket, key: requestPartKey(requestId, part) },
      ports,
    );
    return { part, fragments: wanted.fragments.length, bytes };
  } finally {
    await spool.close();
  }
}

async function store(
  fragments: readonly { readonly number: Parameters<FragmentSpool['document']>[0] }[],
  spool: FragmentSpool,
  place: { readonly bucket: string; readonly key: string },
  { objects }: FetchPartPorts,
): Promise<number> {
  const upload = objects.upload(place, 'video/x-matroska');
  let bytes = 0;
  try {
    for (const { number } of fragments) {
      const document = await spool.document(number);
      bytes += document.length;
      await upload.write(document);
    }
    await upload.complete();
    return bytes;
  } catch (error) {
    await upload.abort();
    throw error;
  }
}

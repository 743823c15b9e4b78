import { createHash } from 'node:crypto';
import { ArchiverError, isArchiverError } from '../../../core/errors.ts';
import type { StoredFile } from '../../../core/ledger/ledgerRow.ts';
import {
  type BundleManifest,
  bundleManifestSchema,
  type FragmentPlace,
  manifestFragments,
  manifestHead,
  parseDocument,
} from '../../../core/manifests/manifest.ts';
import { bundleKey, bundleManifestKey } from '../../../core/manifests/objectKeys.ts';
import { BundleWriter } from '../../../core/matroska/BundleWriter.ts';
import { type Plan, planEnd, planStart } from '../../../core/plans/plan.ts';
import type { ObjectPlace } from '../../../core/ports/objectStore.ts';
import type { Window } from '../../../core/runs/run.ts';
import type { ArchivePorts } from './archivePorts.ts';
import type { FragmentSpool } from './FragmentSpool.ts';
import { storeDocument } from './storeManifest.ts';

type Layout = BundleManifest['bundle']['layout'];

/**
 * Stores the plan's fragments as one Matroska file, AWS's tags kept, and its manifest with each fragment's place: one
 * playable document, or, where the fragments cannot share one, the documents as KVS gave them. The bytes depend on the
 * fragments alone.
 */
export async function storeBundle(
  plan: Plan,
  spool: FragmentSpool,
  window: Window,
  ports: Pick<ArchivePorts, 'objects'>,
): Promise<StoredFile> {
  try {
    return await storeAs('merged', plan, spool, window, ports);
  } catch (error) {
    const cannotMerge =
      isArchiverError(error, 'UnsupportedMedia') ||
      isArchiverError(error, 'InvalidInput') ||
      isArchiverError(error, 'Corrupt');
    if (!cannotMerge) throw error;
    return storeAs('verbatim', plan, spool, window, ports);
  }
}

async function storeAs(
  layout: Layout,
  plan: Plan,
  spool: FragmentSpool,
  window: Window,
  ports: Pick<ArchivePorts, 'objects'>,
): Promise<StoredFile> {
  const { streamName, planId } = plan;
  const name = { streamName, planId, startProducerMs: planStart(plan), prefix: window.prefix };
  const place: ObjectPlace = { bucket: window.bucket, key: bundleKey(name) };
  const upload = ports.objects.upload(place, 'video/x-matroska');
  const hash = createHash('sha256');
  const places: FragmentPlace[] = [];
  let bytes = 0;
  try {
    for await (const { chunks, place: fragmentPlace } of partsOf(layout, plan, spool)) {
      for (const chunk of chunks) {
        hash.update(chunk);
        bytes += chunk.length;
        await upload.write(chunk);
      }
      places.push(fragmentPlace);
    }
    // What stands there was made from the same fragments: the manifest, below, is held against it.
    await upload.complete();
  } catch (error) {
    await upload.abort();
    throw error;
  }
  const sha256 = hash.digest('hex');
  const manifest: BundleManifest = {
    ...manifestHead(plan),
    bundle: {
      key: place.key,
      bytes,
      sha256,
      startProducerMs: planStart(plan),
      endProducerMs: planEnd(plan),
      layout,
    },
    fragments: manifestFragments(plan.fragments).map((fragment, index) => ({
      ...fragment,
      ...(places[index] ?? { offset: 0, length: 0 }),
    })),
  };
  const manifestPlace = { bucket: window.bucket, key: bundleManifestKey(name) };
  const standing = await storeDocument(manifestPlace, manifest, ports.objects);
  if (standing !== undefined) {
    const { bundle } = parseDocument(bundleManifestSchema, standing, manifestPlace.key);
    if (bundle.sha256 !== sha256) {
      throw new ArchiverError('Corrupt', `${manifestPlace.key} stands already and tells of another file`);
    }
  }
  return { ...place, bytes, sha256 };
}

async function* partsOf(
  layout: Layout,
  plan: Plan,
  spool: FragmentSpool,
): AsyncIterable<{ chunks: readonly Uint8Array[]; place: FragmentPlace }> {
  const writer = new BundleWriter({ durationMs: planEnd(plan) - planStart(plan) });
  let offset = 0;
  for (const { number } of plan.fragments) {
    if (layout === 'verbatim') {
      const document = await spool.document(number);
      yield { chunks: [document], place: { offset, length: document.length } };
      offset += document.length;
    } else {
      const { chunks, fragment } = writer.add(await spool.fragment(number));
      yield { chunks, place: { offset: fragment.offset, length: fragment.length } };
    }
  }
}

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
import type { ObjectPlace, ObjectStore } from '../../../core/ports/objectStore.ts';
import type { Window } from '../../../core/runs/run.ts';
import type { ArchivePorts } from './archivePorts.ts';
import type { FragmentSpool } from './FragmentSpool.ts';
import { keepBy, retentionOf, retentionTags } from './retentionTag.ts';
import { storeDocument } from './storeManifest.ts';

type Layout = BundleManifest['bundle']['layout'];

/** A bundle as it stands in the bucket. */
export interface StoredBundle {
  readonly file: StoredFile;
  /** Not after the moment of its creation. */
  readonly storedMs: number;
  /** The retention class that it is tagged with. */
  readonly retention: string;
}

/**
 * Stores the plan's fragments as one Matroska file, AWS's tags kept, and its manifest with each fragment's place: one
 * playable document, or, where the fragments cannot share one, the documents as KVS gave them. The bytes depend on the
 * fragments alone.
 *
 * @param clipRetention the class of the plan's clip, which its bundle has too; without a clip the bundle that is stored
 *   first decides
 */
export async function storeBundle(
  plan: Plan,
  spool: FragmentSpool,
  window: Window,
  clipRetention: string | undefined,
  ports: Pick<ArchivePorts, 'objects' | 'system'>,
): Promise<StoredBundle> {
  try {
    return await storeAs('merged', plan, spool, window, clipRetention, ports);
  } catch (error) {
    const cannotMerge =
      isArchiverError(error, 'UnsupportedMedia') ||
      isArchiverError(error, 'InvalidInput') ||
      isArchiverError(error, 'Corrupt');
    if (!cannotMerge) throw error;
    return storeAs('verbatim', plan, spool, window, clipRetention, ports);
  }
}

async function storeAs(
  layout: Layout,
  plan: Plan,
  spool: FragmentSpool,
  window: Window,
  clipRetention: string | undefined,
  ports: Pick<ArchivePorts, 'objects' | 'system'>,
): Promise<StoredBundle> {
  const { streamName, planId } = plan;
  const name = { streamName, planId, startProducerMs: planStart(plan), prefix: window.prefix };
  const place: ObjectPlace = { bucket: window.bucket, key: bundleKey(name) };
  let retention = clipRetention ?? window.retention;
  let storedMs = ports.system.clock.now();
  const upload = ports.objects.upload(place, 'video/x-matroska', retentionTags(retention));
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
    if ((await upload.complete()) === 'exists') {
      storedMs = await storedSince(place, ports.objects);
      if (clipRetention === undefined) retention = await retentionOf(place, ports.objects);
      else await keepBy(clipRetention, place, ports.objects);
    }
  } catch (error) {
    await upload.abort();
    throw error;
  }
  const sha256 = hash.digest('hex');
  const manifest = bundleManifest(plan, { ...place, bytes, sha256 }, layout, places);
  const manifestPlace = { bucket: window.bucket, key: bundleManifestKey(name) };
  const standing = await storeDocument(manifestPlace, manifest, retention, ports.objects);
  if (standing !== undefined) {
    const { bundle } = parseDocument(bundleManifestSchema, standing, manifestPlace.key);
    if (bundle.sha256 !== sha256) {
      throw new ArchiverError('Corrupt', `${manifestPlace.key} stands already and tells of another file`);
    }
  }
  return { file: { ...place, bytes, sha256 }, storedMs, retention };
}

/** The manifest of a bundle, from what the bucket holds of it. */
export function bundleManifest(
  plan: Plan,
  { key, bytes, sha256 }: StoredFile,
  layout: Layout,
  places: readonly FragmentPlace[],
): BundleManifest {
  return {
    ...manifestHead(plan),
    bundle: { key, bytes, sha256, startProducerMs: planStart(plan), endProducerMs: planEnd(plan), layout },
    fragments: manifestFragments(plan.fragments).map((fragment, index) => {
      const { offset, length } = places[index] ?? { offset: 0, length: 0 };
      return { ...fragment, offset, length };
    }),
  };
}

/** When a bundle of an earlier try was stored. */
async function storedSince(place: ObjectPlace, objects: ObjectStore): Promise<number> {
  const { storedMs, body } = await objects.get(place);
  // Only its head is wanted: to leave the loop ends the connection.
  for await (const _chunk of body) break;
  return storedMs;
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

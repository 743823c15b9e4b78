import { createHash } from 'node:crypto';
import type { FragmentNumber } from '../../../core/fragment.ts';
import type { FragmentPlace } from '../../../core/manifests/manifest.ts';
import { BundleReader, type FragmentInBundle } from '../../../core/matroska/BundleReader.ts';
import type { StoredFragment } from '../../../core/matroska/StoredFragment.ts';
import type { ObjectPlace, ObjectStore } from '../../../core/ports/objectStore.ts';
import { FrameSums } from './FrameSums.ts';
import { refusal } from './refusal.ts';

/** A fragment as a bundle holds it, without its media. */
export interface BundledFragment extends FragmentPlace {
  readonly number: FragmentNumber;
  readonly producerMs: number;
  readonly serverMs: number;
  readonly frames: number;
}

/** What reading a bundle to its last byte told. */
export interface ReadBundle {
  readonly bytes: number;
  readonly sha256: string;
  readonly layout: 'merged' | 'verbatim';
  readonly fragments: readonly BundledFragment[];
  readonly sums: FrameSums;
  /** Why it could not be read to its end. */
  readonly broken?: string;
}

/**
 * Reads a bundle by itself, whatever its manifest tells: every fragment, its place and its frames.
 *
 * @param onDocument is given each fragment as a document of its own, before the next one is read
 * @throws ArchiverError `NotFound`
 */
export async function readBundle(
  place: ObjectPlace,
  objects: Pick<ObjectStore, 'get'>,
  onDocument: (document: Uint8Array) => Promise<void> = () => Promise.resolve(),
): Promise<ReadBundle> {
  const hash = createHash('sha256');
  const reader = new BundleReader();
  const sums = new FrameSums();
  const found: (BundledFragment & { readonly documentOffset: number })[] = [];
  let bytes = 0;
  let broken: string | undefined;
  const take = async (read: () => FragmentInBundle[]): Promise<void> => {
    let fragments: FragmentInBundle[] = [];
    broken ??= refusal(() => {
      fragments = read();
    });
    for (const { fragment, document, ...at } of fragments) {
      const { fragmentNumber: number, producerMs, serverMs, frames } = fragment;
      found.push({ number, producerMs, serverMs, frames: frames.length, ...at });
      sum(fragment, sums);
      await onDocument(document);
    }
  };
  const { body } = await objects.get(place);
  for await (const chunk of body) {
    hash.update(chunk);
    bytes += chunk.length;
    if (broken === undefined) await take(() => reader.push(chunk));
  }
  if (broken === undefined) await take(() => reader.end());
  const { layout } = reader;
  return {
    bytes,
    sha256: hash.digest('hex'),
    layout,
    sums,
    fragments: found.map(({ documentOffset, offset, length, ...fragment }) =>
      layout === 'merged'
        ? { ...fragment, offset, length }
        : { ...fragment, offset: documentOffset, length: offset + length - documentOffset },
    ),
    ...(broken === undefined ? {} : { broken }),
  };
}

function sum({ tracks, frames }: StoredFragment, sums: FrameSums): void {
  const kinds = new Map(tracks.map(({ number, type }) => [number, type]));
  for (const { trackNumber, payload } of frames) {
    const kind = kinds.get(trackNumber);
    sums.begin({ handler: kind === 'video' ? 'vide' : kind === 'audio' ? 'soun' : '' });
    sums.take(payload);
    sums.end();
  }
}

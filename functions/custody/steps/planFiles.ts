import type { ClipRow } from '../../../core/ledger/ledgerRow.ts';
import {
  bundleKey,
  bundleManifestKey,
  clipKey,
  clipManifestKey,
  type FileName,
} from '../../../core/manifests/objectKeys.ts';
import type { ObjectPlace } from '../../../core/ports/objectStore.ts';
import type { ArchiveFolder } from '../../verify/steps/auditedStream.ts';

type Named = Omit<FileName, 'prefix'>;

/** Every key that the files of a plan may have: clip, bundle, and the manifests of both, in each of the folders. */
export function planFiles(plan: Named, folders: readonly ArchiveFolder[]): ObjectPlace[] {
  return folders.flatMap(({ bucket, prefix }) => {
    const name = { ...plan, prefix };
    return [clipKey(name), clipManifestKey(name), bundleKey(name), bundleManifestKey(name)].map((key) => ({
      bucket,
      key,
    }));
  });
}

/** Where a clip's files lie, as its row tells: the stream's settings may have been others when it was stored. */
export function foldersOf(row: ClipRow): ArchiveFolder[] {
  const found: ArchiveFolder[] = [];
  for (const [file, plain] of [
    [row.clip, clipKey(row)],
    [row.bundle, bundleKey(row)],
  ] as const) {
    if (file?.key.endsWith(plain) === true)
      found.push({ bucket: file.bucket, prefix: file.key.slice(0, -plain.length) });
  }
  return found;
}

/** Each folder once. */
export function distinctFolders(folders: readonly ArchiveFolder[]): ArchiveFolder[] {
  return [...new Map(folders.map((folder) => [`${folder.bucket}/${folder.prefix}`, folder])).values()];
}

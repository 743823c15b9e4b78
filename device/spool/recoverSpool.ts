import { join } from 'node:path';
import type { DocumentHeader, Loss, PendingFragment } from './FragmentStore.ts';
import { type FragmentName, firstSequenceOf, readFragmentFileName } from './fragmentFileName.ts';
import type { SpoolFiles } from './SpoolFiles.ts';
import { readRecord } from './spoolRecord.ts';

/** What an earlier run has left. */
export interface Recovered {
  /** In the order of their sequence numbers. */
  readonly fragments: readonly PendingFragment[];
  readonly headers: ReadonlyMap<string, DocumentHeader>;
  /** Files that were cut off while they were written, and fragments that nothing can be done with any more. */
  readonly losses: readonly Loss[];
  readonly nextSequence: number;
}

/**
 * Reads a spool's folders after whatever ended the run before. A file is renamed only when all of it is on the disk, so
 * only names are read; one whose rename a power cut has undone is whole and taken up, one that is torn is removed.
 */
export async function recoverSpool(folder: string, files: SpoolFiles): Promise<Recovered> {
  const headers = await readHeaders(join(folder, 'headers'), files);
  const fragments: PendingFragment[] = [];
  const losses: Loss[] = [];
  let nextSequence = 0;
  const folders = (await files.list(join(folder, 'fragments'))).sort();
  for (const [at, name] of folders.entries()) {
    const first = firstSequenceOf(name);
    if (first === undefined) continue;
    nextSequence = Math.max(nextSequence, first);
    const path = join(folder, 'fragments', name);
    const found = await readFolder(path, files);
    losses.push(...found.losses);
    for (const entry of found.entries) {
      nextSequence = Math.max(nextSequence, entry.sequence + 1);
      const header = headers.get(entry.headerId);
      if (header !== undefined) fragments.push(pending(entry, header));
      else losses.push(await withoutHeader(entry, path, files));
    }
    // The last one stays, empty or not: it keeps the sequence from beginning anew.
    if (at < folders.length - 1) await files.removeFolder(path);
  }
  fragments.sort((one, other) => one.sequence - other.sequence);
  return { fragments, headers, losses, nextSequence };
}

interface Entry extends FragmentName {
  readonly file: string;
}

async function readFolder(path: string, files: SpoolFiles): Promise<{ entries: Entry[]; losses: Loss[] }> {
  const entries: Entry[] = [];
  const losses: Loss[] = [];
  for (const file of await files.list(path)) {
    const name = readFragmentFileName(file);
    if (name === undefined) continue;
    const entry = { ...name, file: file.replace(/\.part$/, '') };
    if (!name.part) {
      entries.push(entry);
      continue;
    }
    if (readRecord((await files.read(join(path, file))) ?? new Uint8Array()) === undefined) {
      await files.remove(join(path, file));
      losses.push({ ...name, reason: 'its file was cut off while it was being written' });
    } else {
      await files.rename(join(path, file), join(path, entry.file));
      entries.push(entry);
    }
  }
  return { entries, losses };
}

async function withoutHeader({ file, ...name }: Entry, path: string, files: SpoolFiles): Promise<Loss> {
  await files.remove(join(path, file));
  return { ...name, reason: `the header ${name.headerId} that it needs is gone or damaged` };
}

async function readHeaders(path: string, files: SpoolFiles): Promise<Map<string, DocumentHeader>> {
  const headers = new Map<string, DocumentHeader>();
  for (const name of await files.list(path)) {
    const id = /^([0-9a-f]{16})\.header$/.exec(name)?.[1];
    const bytes = id === undefined ? undefined : readRecord((await files.read(join(path, name))) ?? new Uint8Array());
    if (id !== undefined && bytes !== undefined) headers.set(id, { id, bytes: Uint8Array.from(bytes) });
  }
  return headers;
}

function pending({ sequence, timecodeMs, lastMs, size }: FragmentName, header: DocumentHeader): PendingFragment {
  return { sequence, timecodeMs, lastMs, size, header, timesSent: 0, refusals: 0, inFlight: false };
}

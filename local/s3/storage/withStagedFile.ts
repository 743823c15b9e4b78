import type { FileStore } from './fileStore.ts';
import type { StagedFile } from './stagedFile.ts';

/** Runs `write` with a staged file that is gone afterwards unless it was placed. */
export async function withStagedFile<Result>(
  files: FileStore,
  write: (staged: StagedFile) => Promise<Result>,
): Promise<Result> {
  const staged = await files.stage();
  try {
    return await write(staged);
  } finally {
    await staged.discard();
  }
}

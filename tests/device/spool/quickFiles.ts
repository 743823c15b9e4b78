import { writeFile } from 'node:fs/promises';
import { diskFiles } from '../../../device/spool/diskFiles.ts';
import type { SpoolFiles } from '../../../device/spool/SpoolFiles.ts';

/** The real file system without waiting for the disk: a test's power does not go. */
export const quickFiles: SpoolFiles = {
  ...diskFiles,
  write: (path, parts) => writeFile(path, Buffer.concat(parts)),
};

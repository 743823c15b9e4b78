/** `full`: what is given up makes room. `broken`: nothing can be written, whatever is given up. */
export type DiskTrouble = 'full' | 'broken';

const TROUBLES: Readonly<Record<string, DiskTrouble>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'broken',
  EIO: 'broken',
  EROFS: 'broken',
  EACCES: 'broken',
  EPERM: 'broken',
  ENODEV: 'broken',
  ENXIO: 'broken',
  EMFILE: 'broken',
  ENFILE: 'broken',
  ENOENT: 'broken',
  ENOTDIR: 'broken',
};

/** What an error of the file system says of the disk; undefined for an error that is not of the file system. */
export function diskTroubleOf(error: unknown): DiskTrouble | undefined {
  return TROUBLES[(error as NodeJS.ErrnoException | undefined)?.code ?? ''];
}

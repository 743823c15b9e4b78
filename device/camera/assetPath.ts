import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ArchiverError } from '../../core/errors.ts';

/**
 * The path of a file that belongs to the camera: beside this one, or, where the program was bundled into one file
 * somewhere in the package, in the package's own `device/camera/`.
 */
export function assetPath(name: string): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  const beside = join(folder, name);
  if (existsSync(beside)) return beside;
  while (dirname(folder) !== folder) {
    const path = join(folder, 'device', 'camera', name);
    if (existsSync(path)) return path;
    folder = dirname(folder);
  }
  throw new ArchiverError('NotFound', `device/camera/${name} is missing from this installation: install it again`);
}

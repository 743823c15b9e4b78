import { fileURLToPath } from 'node:url';
import type { System } from '../../core/system.ts';
import { FileSource } from '../sources/FileSource.ts';

/** The clip that stands in for the test camera where no encoder can be loaded; made by `makeStandIn.ts`. */
export async function openStandIn(system: System): Promise<FileSource> {
  const location = fileURLToPath(new URL('./stand-in.mp4', import.meta.url));
  return await FileSource.open({ location, system, speed: 'real-time', loop: true });
}

import type { System } from '../../core/system.ts';
import { FileSource } from '../sources/FileSource.ts';
import { assetPath } from './assetPath.ts';

/** The clip that stands in for the test camera where no encoder can be loaded; made by `makeStandIn.ts`. */
export async function openStandIn(system: System): Promise<FileSource> {
  return await FileSource.open({ location: assetPath('stand-in.mp4'), system, speed: 'real-time', loop: true });
}

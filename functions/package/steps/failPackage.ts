import { packagePrefix } from '../../../core/packages/packagePlaces.ts';
import type { PackagePorts, Refused } from './packagePorts.ts';
import { tellEnd } from './tellOfPackage.ts';

/** Longest text that a record keeps of what went wrong. */
const MOST_MESSAGE = 1000;

/**
 * Ends a package with what went wrong, tells it, and leaves nothing half made. One that has ended stays as it is.
 *
 * @param message as whoever refused it wrote it
 */
export async function failPackage(
  packageId: string,
  { code, message }: { readonly code: string; readonly message: string },
  ports: Pick<PackagePorts, 'packages' | 'files' | 'events' | 'deliveryBucket' | 'system'>,
): Promise<Refused> {
  const error = { code, message: message.slice(0, MOST_MESSAGE) };
  const before = await ports.packages.get(packageId);
  const record = await ports.packages.end(packageId, { status: 'ERROR', error }, ports.system.clock.now());
  if (record === undefined || record.status !== 'COMPLETE') {
    await ports.files.removeAll(ports.deliveryBucket, packagePrefix(packageId));
  }
  // Again is fine, but it is not news.
  if (record?.status === 'ERROR' && before?.status !== 'ERROR') await tellEnd(record, ports);
  return { status: 'refused', ...error };
}

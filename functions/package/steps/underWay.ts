import type { PackageRecord } from '../../../core/packages/Package.ts';
import type { PackageStore } from '../../../core/ports/packageStore.ts';

/** The record of a package that is being made; undefined where there is nothing more to do for it. */
export async function underWay(
  packageId: string,
  { packages }: { readonly packages: Pick<PackageStore, 'get'> },
): Promise<PackageRecord | undefined> {
  const record = await packages.get(packageId);
  return record?.status === 'SUBMITTED' || record?.status === 'PROGRESSING' ? record : undefined;
}

import { ArchiverError } from '../../../core/errors.ts';
import type { PackageRecord } from '../../../core/packages/Package.ts';
import type { ExportStore } from '../../../core/ports/exportStore.ts';
import type { PackageFile } from '../../../core/ports/packageFiles.ts';
import type { PackagePorts } from './packagePorts.ts';

export interface SourcePorts extends Pick<PackagePorts, 'files'> {
  readonly exports: Pick<ExportStore, 'get'>;
}

/**
 * The files that a package is made from, as they lie now.
 *
 * @throws ArchiverError `Expired` where one is gone; `Conflict` where another has taken its place, which is another job
 */
export async function sourceFiles(record: PackageRecord, ports: SourcePorts): Promise<readonly PackageFile[]> {
  const places = await placesOf(record, ports);
  return Promise.all(
    places.map(async ({ bucket, key, etag }) => {
      const file = await ports.files.describe({ bucket, key });
      if (file === undefined) throw new ArchiverError('Expired', `${key} is gone: files wait here for a day`);
      if (etag !== undefined && etag !== file.etag) {
        throw new ArchiverError('Conflict', `${key} is another file by now, which is a job of its own`);
      }
      return file;
    }),
  );
}

async function placesOf({ source, exportId = '' }: PackageRecord, { exports }: SourcePorts) {
  if (source.kind === 'upload') return [source];
  const exported = await exports.get(exportId);
  return (exported?.plan?.files ?? []).map(({ bucket, key }) => ({ bucket, key, etag: undefined }));
}

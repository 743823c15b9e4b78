import type { ObjectPlace } from '../../../core/ports/objectStore.ts';
import type { Enrolment } from '../../../core/streams/enrolment.ts';
import type { AuditPorts } from './auditPorts.ts';

/** Where files of a stream lie. */
export interface ArchiveFolder {
  readonly bucket: string;
  /** What stands before `clips/` and `bundles/`. */
  readonly prefix: string;
}

/** A stream's name, and everything that goes by it. */
export interface AuditedStream {
  readonly streamName: string;
  readonly enrolment?: Enrolment;
  /** A stream that was deleted and made again is another stream of the same name: their files lie side by side. */
  readonly arns: readonly string[];
  /** The stack's archive bucket, and where the stream's settings say today. */
  readonly folders: readonly ArchiveFolder[];
}

/** Everything that goes by a name, enrolled or not any more. */
export async function auditedStream(
  streamName: string,
  ports: Pick<AuditPorts, 'enrolments' | 'names' | 'archiveBucket'>,
): Promise<AuditedStream> {
  const [enrolment, arns] = await Promise.all([ports.enrolments.get(streamName), ports.names.arnsOf(streamName)]);
  const folders: ArchiveFolder[] = [{ bucket: ports.archiveBucket, prefix: '' }];
  const { bucket, prefix = '' } = enrolment?.settings ?? {};
  const own = { bucket: bucket ?? ports.archiveBucket, prefix };
  if (own.bucket !== ports.archiveBucket || prefix !== '') folders.push(own);
  return {
    streamName,
    // The list of names may lag; the enrolment does not.
    arns: [...new Set([...(enrolment === undefined ? [] : [enrolment.streamArn]), ...arns])],
    folders,
    ...(enrolment === undefined ? {} : { enrolment }),
  };
}

/** The folder that an object of the stream lies in. */
export function auditedFolder(
  { bucket, key }: ObjectPlace,
  { streamName }: Pick<AuditedStream, 'streamName'>,
): ArchiveFolder {
  const at = Math.max(key.lastIndexOf(`clips/${streamName}/`), key.lastIndexOf(`bundles/${streamName}/`));
  return { bucket, prefix: key.slice(0, Math.max(0, at)) };
}

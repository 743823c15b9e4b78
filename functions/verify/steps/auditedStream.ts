import { planDocumentKey } from '../../../core/manifests/objectKeys.ts';
import { planIdOf } from '../../../core/plans/plan.ts';
import { readPlanDocument } from '../../../core/plans/planDocument.ts';
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

/**
 * Every ARN that a name has borne: their plans lie in folders by the time of creation, and plans are written before
 * anything of a stream is archived.
 */
export async function auditedStream(
  streamName: string,
  ports: Pick<AuditPorts, 'enrolments' | 'inventory' | 'objects' | 'archiveBucket' | 'workBucket'>,
): Promise<AuditedStream> {
  const enrolment = await ports.enrolments.get(streamName);
  const arns = new Set<string>(enrolment === undefined ? [] : [enrolment.streamArn]);
  for await (const folder of ports.inventory.folders(ports.workBucket, `plans/${streamName}/`)) {
    const arn =
      enrolment === undefined ? await arnOf(streamName, folder, ports) : inFolder(enrolment.streamArn, folder);
    if (arn !== undefined) arns.add(arn);
  }
  const folders: ArchiveFolder[] = [{ bucket: ports.archiveBucket, prefix: '' }];
  const { bucket, prefix = '' } = enrolment?.settings ?? {};
  const own = { bucket: bucket ?? ports.archiveBucket, prefix };
  if (own.bucket !== ports.archiveBucket || prefix !== '') folders.push(own);
  return { streamName, arns: [...arns], folders, ...(enrolment === undefined ? {} : { enrolment }) };
}

/** `…:stream/{name}/{creation}`: the same stream name, another creation. */
const inFolder = (streamArn: string, folder: string): string =>
  `${streamArn.slice(0, streamArn.lastIndexOf('/') + 1)}${folder.replace(/\/$/, '')}`;

/** A stream that is not enrolled any more: any of its plans tells its ARN. */
async function arnOf(
  streamName: string,
  folder: string,
  { inventory, objects, workBucket }: Pick<AuditPorts, 'inventory' | 'objects' | 'workBucket'>,
): Promise<string | undefined> {
  for await (const { bucket, key } of inventory.list(workBucket, `plans/${streamName}/${folder}`)) {
    const { bytes } = await objects.getBytes({ bucket, key });
    const { streamArn } = readPlanDocument(bytes, key);
    const planId = planIdOf(key.slice(key.lastIndexOf('/') + 1, -'.json'.length));
    if (planDocumentKey({ streamArn, streamName, planId }) === key) return streamArn;
  }
  return undefined;
}

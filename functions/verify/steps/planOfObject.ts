import { isArchiverError } from '../../../core/errors.ts';
import { bundleManifestSchema, clipManifestSchema, parseDocument } from '../../../core/manifests/manifest.ts';
import { planDocumentKey } from '../../../core/manifests/objectKeys.ts';
import type { Plan } from '../../../core/plans/plan.ts';
import { readPlanDocument } from '../../../core/plans/planDocument.ts';
import type { ObjectPlace } from '../../../core/ports/objectStore.ts';
import { manifestKeyOf } from '../../../core/verify/comparePlan.ts';
import { fileOfPlan } from '../../../core/verify/fileOfPlan.ts';
import type { AuditedStream } from './auditedStream.ts';
import type { AuditPorts } from './auditPorts.ts';

/**
 * The plan that a file was made from: its document in the work bucket, or, where that is gone, what the manifest beside
 * the file lists. Nothing where neither can be read.
 */
export async function planOfObject(
  object: ObjectPlace,
  stream: Pick<AuditedStream, 'arns' | 'streamName'>,
  { objects, workBucket }: Pick<AuditPorts, 'objects' | 'workBucket'>,
): Promise<Plan | undefined> {
  const folder = object.key.includes('bundles/') && !object.key.includes('clips/') ? 'bundles' : 'clips';
  const prefix = object.key.slice(0, object.key.lastIndexOf(`${folder}/${stream.streamName}/`));
  const file = fileOfPlan(object.key, prefix);
  if (file === undefined) return undefined;
  for (const streamArn of stream.arns) {
    const key = planDocumentKey({ streamArn, streamName: stream.streamName, planId: file.planId });
    const bytes = await bytesOf({ bucket: workBucket, key }, objects);
    if (bytes !== undefined) return readPlanDocument(bytes, key);
  }
  const place = { bucket: object.bucket, key: manifestKeyOf(object.key) };
  const bytes = await bytesOf(place, objects);
  if (bytes === undefined) return undefined;
  try {
    const schema = file.folder === 'clips' ? clipManifestSchema : bundleManifestSchema;
    const { planId, streamName, streamArn, fragments } = parseDocument(schema, bytes, place.key);
    if (planId !== file.planId || streamName !== stream.streamName) return undefined;
    return { version: 1, planId, streamName, streamArn, fragments, clipCanBeExact: false } as unknown as Plan;
  } catch (error) {
    if (isArchiverError(error, 'Corrupt')) return undefined;
    throw error;
  }
}

async function bytesOf(place: ObjectPlace, objects: AuditPorts['objects']): Promise<Uint8Array | undefined> {
  try {
    return (await objects.getBytes(place)).bytes;
  } catch (error) {
    if (isArchiverError(error, 'NotFound')) return undefined;
    throw error;
  }
}

import { versionIdOf } from '../request/versionId.ts';
import { sendEmpty } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';

/** DeleteObjectTagging. */
export const deleteObjectTagging: Operation = async (context, request, response) => {
  await context.objects.describe(
    request.bucket,
    request.key,
    (record) => ({ ...record, tags: {} }),
    versionIdOf(request),
  );
  sendEmpty(response, 204);
};

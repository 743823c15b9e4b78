import { uploadIdOf } from '../request/uploadParameters.ts';
import { sendEmpty } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';

/** AbortMultipartUpload. */
export const abortMultipartUpload: Operation = async (context, request, response) => {
  await context.uploads.abort(request.bucket, request.key, uploadIdOf(request));
  sendEmpty(response, 204);
};

import { receiveBody } from '../body/receiveBody.ts';
import { checksumHeader } from '../checksum/checksumAlgorithm.ts';
import { quoted } from '../request/etags.ts';
import { partNumberOf, uploadIdOf } from '../request/uploadParameters.ts';
import { sendEmpty } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';
import { S3Error } from '../s3Error.ts';
import { withStagedFile } from '../storage/withStagedFile.ts';

/** UploadPart. */
export const uploadPart: Operation = async (context, request, response) => {
  const number = partNumberOf(request);
  const upload = await context.uploads.require(request.bucket, request.key, uploadIdOf(request));
  const part = await withStagedFile(context.files, async (staged) => {
    const body = await receiveBody(request, staged, upload.checksumAlgorithm);
    const algorithm = upload.checksumAlgorithm ?? body.checksum?.algorithm;
    if (body.checksum !== undefined && body.checksum.algorithm !== algorithm)
      throw new S3Error('InvalidRequest', {
        message: `Checksum Type mismatch occurred, expected checksum Type: ${algorithm}, actual checksum Type: ${body.checksum.algorithm}`,
      });
    const value = algorithm === undefined ? undefined : body.checksums.get(algorithm);
    await staged.finish();
    return context.uploads.putPart(upload, staged, {
      number,
      bytes: body.bytes,
      etag: body.md5,
      ...(algorithm === undefined || value === undefined ? {} : { checksum: { algorithm, value } }),
    });
  });
  sendEmpty(response, 200, {
    etag: quoted(part.etag),
    ...(part.checksum === undefined ? {} : { [checksumHeader(part.checksum.algorithm)]: part.checksum.value }),
  });
};

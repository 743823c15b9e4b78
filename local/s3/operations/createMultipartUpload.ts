import { checksumAlgorithmNamed } from '../checksum/checksumAlgorithm.ts';
import { lockOfWrite } from '../lock/lockHeaders.ts';
import { objectDescription } from '../request/objectDescription.ts';
import { sendXml } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';
import { S3Error } from '../s3Error.ts';

/** CreateMultipartUpload. */
export const createMultipartUpload: Operation = async (context, request, response) => {
  const { bucket, key } = request;
  const name = request.header('x-amz-checksum-algorithm');
  const algorithm = name === undefined ? undefined : checksumAlgorithmNamed(name);
  if (name !== undefined && algorithm === undefined)
    throw new S3Error('InvalidRequest', { message: 'Checksum algorithm provided is unsupported.' });
  const type = request.header('x-amz-checksum-type');
  if (type !== undefined && type !== 'COMPOSITE' && type !== 'FULL_OBJECT')
    throw new S3Error('InvalidRequest', { message: 'Value for x-amz-checksum-type header is invalid.' });
  // Documented: "Checking object integrity": which algorithm goes with which type.
  if ((type === 'FULL_OBJECT' && algorithm?.startsWith('SHA')) || (type === 'COMPOSITE' && algorithm === 'CRC64NVME'))
    throw new S3Error('InvalidRequest', {
      message: `The ${type} checksum type cannot be used with the ${algorithm} algorithm.`,
    });
  const upload = await context.uploads.begin({
    bucket,
    key,
    ...objectDescription(request),
    ...lockOfWrite(request, context.buckets.require(bucket), context.system.clock.now()),
    ...(algorithm === undefined ? {} : { checksumAlgorithm: algorithm }),
    ...(algorithm === undefined
      ? {}
      : { checksumType: type ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE') }),
  });
  if (upload.checksumAlgorithm !== undefined) response.setHeader('x-amz-checksum-algorithm', upload.checksumAlgorithm);
  if (upload.checksumType !== undefined) response.setHeader('x-amz-checksum-type', upload.checksumType);
  sendXml(response, 'InitiateMultipartUploadResult', [
    ['Bucket', bucket],
    ['Key', key],
    ['UploadId', upload.uploadId],
  ]);
};

import { receiveBody } from '../body/receiveBody.ts';
import { checksumHeader } from '../checksum/checksumAlgorithm.ts';
import { expirationHeader } from '../lifecycle/expirationHeader.ts';
import { lockOfWrite } from '../lock/lockHeaders.ts';
import { quoted } from '../request/etags.ts';
import { objectDescription } from '../request/objectDescription.ts';
import { writeConditionsOf } from '../request/writeConditionsOf.ts';
import { sendEmpty } from '../response/sendXml.ts';
import { versionHeader } from '../response/versionHeaders.ts';
import type { Operation } from '../s3Context.ts';
import { indexKeys } from '../storage/indexKeys.ts';
import { withStagedFile } from '../storage/withStagedFile.ts';
import { requireWriteConditions } from '../storage/writeConditions.ts';

/**
 * PutObject. Conditions are judged twice: before the body, to spare it where they cannot hold, and when it is stored,
 * which alone decides. Documented: of several conditional writes at once, the first to finish wins.
 */
export const putObject: Operation = async (context, request, response) => {
  const { bucket, key, requestId } = request;
  const conditions = writeConditionsOf(request);
  const bucketRecord = context.buckets.require(bucket);
  const description = {
    ...objectDescription(request),
    ...lockOfWrite(request, bucketRecord, context.system.clock.now()),
  };
  const underWay = context.objects.writesUnderWay.begin(indexKeys.object(bucket, key));
  try {
    requireWriteConditions(conditions, key, await context.objects.find(bucket, key), false);
    const record = await withStagedFile(context.files, async (staged) => {
      const body = await receiveBody(request, staged);
      await staged.finish();
      return context.objects.put({
        bucket,
        key,
        staged,
        record: {
          ...description,
          bytes: body.bytes,
          etag: body.md5,
          ...(body.checksum === undefined ? {} : { checksum: { ...body.checksum, type: 'FULL_OBJECT' } }),
        },
        conditions,
        underWay,
        reason: 'PutObject',
        requestId,
      });
    });
    const headers: Record<string, string> = {
      etag: quoted(record.etag),
      ...versionHeader(record),
      ...expirationHeader(bucketRecord, key, record),
    };
    if (record.checksum !== undefined) {
      headers[checksumHeader(record.checksum.algorithm)] = record.checksum.value;
      headers['x-amz-checksum-type'] = record.checksum.type;
    }
    sendEmpty(response, 200, headers);
  } finally {
    underWay.end();
  }
};

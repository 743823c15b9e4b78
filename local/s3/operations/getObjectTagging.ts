import { versionIdOf } from '../request/versionId.ts';
import { sendXml } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';

/** GetObjectTagging. */
export const getObjectTagging: Operation = async (context, request, response) => {
  const { tags } = await context.objects.require(request.bucket, request.key, versionIdOf(request));
  const set = Object.entries(tags).map(
    ([key, value]) =>
      [
        'Tag',
        [
          ['Key', key],
          ['Value', value],
        ],
      ] as const,
  );
  sendXml(response, 'Tagging', [['TagSet', set]]);
};

import { readSmallBody } from '../body/readSmallBody.ts';
import { childElement, readXml } from '../request/readXml.ts';
import { parseTagElements } from '../request/tags.ts';
import { versionIdOf } from '../request/versionId.ts';
import { sendEmpty } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';
import { S3Error } from '../s3Error.ts';

/** PutObjectTagging: the tags, and nothing but the tags. */
export const putObjectTagging: Operation = async (context, request, response) => {
  const set = childElement(readXml(await readSmallBody(request), 'Tagging'), 'TagSet');
  if (set === undefined) throw new S3Error('MalformedXML');
  const tags = parseTagElements(set);
  await context.objects.describe(request.bucket, request.key, (record) => ({ ...record, tags }), versionIdOf(request));
  sendEmpty(response, 200);
};

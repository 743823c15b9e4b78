import { checksumElement } from '../checksum/checksumAlgorithm.ts';
import { versionIdOf } from '../request/versionId.ts';
import { sendXml } from '../response/sendXml.ts';
import type { XmlContent } from '../response/xml.ts';
import type { Operation } from '../s3Context.ts';
import { S3Error } from '../s3Error.ts';
import type { ObjectRecord } from '../storage/records.ts';

type XmlChild = readonly [name: string, content: XmlContent | undefined];

/** What can be asked for, in the order of the answer, and how it is answered. */
const ATTRIBUTES: Readonly<Record<string, (record: ObjectRecord) => XmlChild[]>> = {
  ETag: ({ etag }) => [['ETag', etag]],
  Checksum: ({ checksum }) =>
    checksum === undefined
      ? []
      : [
          [
            'Checksum',
            [
              [checksumElement(checksum.algorithm), checksum.value],
              ['ChecksumType', checksum.type],
            ],
          ],
        ],
  ObjectParts: objectParts,
  StorageClass: ({ storageClass }) => [['StorageClass', storageClass ?? 'STANDARD']],
  ObjectSize: ({ bytes }) => [['ObjectSize', bytes]],
};

/** GetObjectAttributes; all parts on one page. */
export const getObjectAttributes: Operation = async (context, request, response) => {
  const asked = (request.header('x-amz-object-attributes') ?? '').split(',').map((name) => name.trim());
  if (asked.some((name) => !(name in ATTRIBUTES)))
    throw new S3Error('InvalidArgument', { message: 'Invalid attribute name specified.' });
  const record = await context.objects.require(request.bucket, request.key, versionIdOf(request));
  response.setHeader('last-modified', new Date(record.modifiedMs).toUTCString());
  sendXml(
    response,
    'GetObjectAttributesResponse',
    Object.entries(ATTRIBUTES).flatMap(([name, answer]) => (asked.includes(name) ? answer(record) : [])),
  );
};

function objectParts({ parts, checksum }: ObjectRecord): XmlChild[] {
  if (parts === undefined) return [];
  const details = parts.map(
    ({ number, bytes, checksum: value }): XmlChild => [
      'Part',
      [
        ['PartNumber', number],
        ['Size', bytes],
        ...(checksum === undefined ? [] : [[checksumElement(checksum.algorithm), value] as XmlChild]),
      ],
    ],
  );
  // Documented: the parts themselves are listed only where the object has an additional checksum.
  return [['ObjectParts', [['PartsCount', parts.length], ...(checksum === undefined ? [] : details)]]];
}

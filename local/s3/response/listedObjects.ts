import { quoted } from '../request/etags.ts';
import type { ListPage } from '../storage/listKeys.ts';
import type { ObjectRecord } from '../storage/records.ts';
import type { XmlContent } from './xml.ts';

type XmlChild = readonly [name: string, content: XmlContent | undefined];

/** The `Contents` and `CommonPrefixes` of a page, as both listings write them. */
export function listedObjects(page: ListPage<ObjectRecord>, encode: (key: string) => string): XmlChild[] {
  return [
    ...page.entries.map(
      ([key, record]): XmlChild => [
        'Contents',
        [
          ['Key', encode(key)],
          ['LastModified', new Date(record.modifiedMs).toISOString()],
          ['ETag', quoted(record.etag)],
          ['ChecksumAlgorithm', record.checksum?.algorithm],
          ['ChecksumType', record.checksum?.type],
          ['Size', record.bytes],
          ['StorageClass', record.storageClass ?? 'STANDARD'],
        ],
      ],
    ),
    ...page.commonPrefixes.map((prefix): XmlChild => ['CommonPrefixes', [['Prefix', encode(prefix)]]]),
  ];
}

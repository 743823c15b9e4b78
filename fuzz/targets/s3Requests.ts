import { realSystem } from '../../cloud/system/realSystem.ts';
import { createS3 } from '../../local/s3/createS3.ts';
import type { FuzzTarget } from '../Target.ts';
import { serviceTarget } from './http/serviceTarget.ts';

const SEEDS = [
  'PUT /fuzz/a/b.txt\ncontent-type: text/plain\nx-amz-tagging: a=b\nif-none-match: *\n\nhello',
  'PUT /fuzz/c\nx-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\nx-amz-decoded-content-length: 5\ncontent-encoding: aws-chunked\nx-amz-trailer: x-amz-checksum-crc32\n\n5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n',
  'GET /fuzz/a/b.txt\nrange: bytes=1-2\n\n',
  'GET /fuzz/a/b.txt?response-content-type=text/html&partNumber=1\nif-match: "x"\nif-modified-since: Thu, 01 Jan 2026 00:00:00 GMT\n\n',
  'HEAD /fuzz/a/b.txt\n\n',
  'GET /fuzz?list-type=2&prefix=a&delimiter=/&max-keys=2&encoding-type=url&start-after=a&continuation-token=x\n\n',
  'POST /fuzz/m?uploads\nx-amz-meta-a: b\n\n',
  'PUT /fuzz/m?partNumber=1&uploadId=x\n\nabc',
  'POST /fuzz/m?uploadId=x\n\n<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>"x"</ETag></Part></CompleteMultipartUpload>',
  'POST /fuzz?delete\n\n<Delete><Object><Key>a</Key></Object><Quiet>true</Quiet></Delete>',
  'PUT /fuzz/d\nx-amz-copy-source: /fuzz/a/b.txt\nx-amz-metadata-directive: REPLACE\n\n',
  'PUT /fuzz/a/b.txt?tagging\n\n<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>',
  'GET /fuzz/a/b.txt?tagging\n\n',
  'GET /fuzz?uploads&prefix=m\n\n',
  'GET /fuzz?versions\n\n',
  'DELETE /fuzz/d\n\n',
  'GET /\n\n',
  'PUT /fuzz?lifecycle\n\n<LifecycleConfiguration><Rule><ID>a</ID><Status>Enabled</Status><Filter><Prefix>x</Prefix></Filter><Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>',
];

/** Requests to the S3 server: no 5xx, no thrown error, whatever method, key, query, header or body. */
export const target: FuzzTarget = {
  maxBytes: 8 * 1024,
  // Sockets and streams of a request; the body itself goes to a file.
  memory: { base: 64 * 1024 * 1024, perByte: 256 },
  dictionary: [
    '/fuzz/',
    '?uploads',
    '?delete',
    '?tagging',
    '&uploadId=',
    'x-amz-',
    '%2e%2e%2f',
    '%00',
    '../',
    '\r\n',
    '<Key>',
  ],
  seeds: async () => SEEDS.map((seed) => Buffer.from(seed, 'latin1')),
  ...serviceTarget({
    async create(dataDir) {
      const s3 = await createS3({ dataDir, system: realSystem, region: 'us-east-1', accountId: '000000000000' });
      await s3.createBucket('fuzz');
      return s3;
    },
  }),
};

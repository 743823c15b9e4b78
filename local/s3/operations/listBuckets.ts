import { sendXml } from '../response/sendXml.ts';
import type { Operation } from '../s3Context.ts';

/** ListBuckets, on one page. */
export const listBuckets: Operation = async (context, request, response) => {
  const prefix = request.query.get('prefix') ?? '';
  const buckets = context.buckets.all().filter(({ name }) => name.startsWith(prefix));
  sendXml(response, 'ListAllMyBucketsResult', [
    ['Owner', [['ID', context.accountId]]],
    [
      'Buckets',
      buckets.map(({ name, createdMs }) => [
        'Bucket',
        [
          ['Name', name],
          ['CreationDate', new Date(createdMs).toISOString()],
          ['BucketRegion', context.region],
        ],
      ]),
    ],
  ]);
};

import type { IncomingMessage } from 'node:http';
import { jsonAccess } from '../../../local/iam/access/jsonAccess.ts';
import { absenceAccess, s3Access } from '../../../local/iam/access/s3Access.ts';

const request = (method: string, url: string, headers: Record<string, string> = {}) =>
  ({ method, url, headers }) as unknown as IncomingMessage;
const needs = (access: readonly { action: string; resource: string }[]) =>
  access.map(({ action, resource }) => `${action} ${resource.replace(/^arn:aws:(s3:::)?/, '')}`);

test.each<[string, string, readonly string[]]>([
  ['GET', '/', ['s3:ListAllMyBuckets *']],
  ['PUT', '/b', ['s3:CreateBucket b']],
  ['HEAD', '/b', ['s3:ListBucket b']],
  ['GET', '/b?list-type=2&prefix=x', ['s3:ListBucket b']],
  ['GET', '/b/?location', ['s3:GetBucketLocation b']],
  ['GET', '/b?uploads', ['s3:ListBucketMultipartUploads b']],
  ['GET', '/b?policy', ['s3:(GET policy) b']],
  ['GET', '/b/k%20%C3%BC/x?x-id=GetObject', ['s3:GetObject b/k ü/x']],
  ['HEAD', '/b/k', ['s3:GetObject b/k']],
  ['PUT', '/b/k?x-id=PutObject', ['s3:PutObject b/k']],
  ['DELETE', '/b/k', ['s3:DeleteObject b/k']],
  ['POST', '/b/k?uploads', ['s3:PutObject b/k']],
  ['PUT', '/b/k?partNumber=1&uploadId=u', ['s3:PutObject b/k']],
  ['POST', '/b/k?uploadId=u', ['s3:PutObject b/k']],
  ['DELETE', '/b/k?uploadId=u', ['s3:AbortMultipartUpload b/k']],
  ['GET', '/b/k?uploadId=u', ['s3:ListMultipartUploadParts b/k']],
  ['GET', '/b/k?tagging', ['s3:GetObjectTagging b/k']],
  ['PUT', '/b/k?tagging', ['s3:PutObjectTagging b/k']],
  ['GET', '/b/k?attributes', ['s3:GetObject b/k', 's3:GetObjectAttributes b/k']],
  ['PUT', '/b/k?acl', ['s3:(PUT acl) b/k']],
  ['PATCH', '/b/k', ['s3:(PATCH ) b/k']],
])('S3 %s %s', (method, url, expected) => {
  expect(needs(s3Access(request(method, url)))).toEqual(expected);
});

test('S3: a copy needs its source, tags their own action, a deletion of many each key, a listing tells its prefix', () => {
  expect(needs(s3Access(request('PUT', '/b/k', { 'x-amz-copy-source': '/a/s%20x?versionId=1' })))).toEqual([
    's3:PutObject b/k',
    's3:GetObject a/s x',
  ]);
  expect(needs(s3Access(request('PUT', '/b/k', { 'x-amz-tagging': 'a=b' })))).toEqual([
    's3:PutObject b/k',
    's3:PutObjectTagging b/k',
  ]);
  expect(needs(s3Access(request('POST', '/b?delete'), [{ key: 'x' }, { key: 'y/z' }]))).toEqual([
    's3:DeleteObject b/x',
    's3:DeleteObject b/y/z',
  ]);
  expect(s3Access(request('GET', '/b?list-type=2&prefix=a%2Fb'))[0]?.context).toEqual({ 's3:prefix': 'a/b' });
  expect(s3Access(request('GET', '/b?list-type=2'))[0]?.context).toEqual({});
  expect(absenceAccess(request('GET', '/b/k?x'))).toEqual({ action: 's3:ListBucket', resource: 'arn:aws:s3:::b' });
});

const PLACE = { region: 'eu-west-1', accountId: '000000000000' };
const TABLE = 'dynamodb:eu-west-1:000000000000:table';
const BUS = 'events:eu-west-1:000000000000:event-bus';

test.each<[string, object, readonly string[]]>([
  ...['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan'].map((name): [string, object, string[]] => [
    `DynamoDB_20120810.${name}`,
    { TableName: 't' },
    [`dynamodb:${name} ${TABLE}/t`],
  ]),
  ['DynamoDB_20120810.Query', { TableName: 't', IndexName: 'i' }, [`dynamodb:Query ${TABLE}/t/index/i`]],
  ['DynamoDB_20120810.GetItem', { TableName: `arn:aws:${TABLE}/u` }, [`dynamodb:GetItem ${TABLE}/u`]],
  [
    'DynamoDB_20120810.BatchGetItem',
    { RequestItems: { a: {}, b: {} } },
    [`dynamodb:BatchGetItem ${TABLE}/a`, `dynamodb:BatchGetItem ${TABLE}/b`],
  ],
  ['DynamoDB_20120810.ListTables', {}, ['dynamodb:ListTables *']],
  ['AWSStepFunctions.StartExecution', { stateMachineArn: 'm' }, ['states:StartExecution m']],
  ['AWSStepFunctions.DescribeExecution', { executionArn: 'e' }, ['states:DescribeExecution e']],
  ['AWSStepFunctions.ListStateMachines', {}, ['states:ListStateMachines *']],
  [
    'AWSEvents.PutEvents',
    { Entries: [{ Source: 's' }, { EventBusName: 'x' }] },
    [`events:PutEvents ${BUS}/default`, `events:PutEvents ${BUS}/x`],
  ],
  ['Something.Else', {}, ['Something:Else *']],
])('%s %j', (target, body, expected) => {
  expect(needs(jsonAccess(target, JSON.stringify(body), PLACE))).toEqual(expected);
});

test('PutEvents tells the source of each entry; what is not JSON needs nothing, for no service takes it', () => {
  const body = JSON.stringify({ Entries: [{ Source: 'kvs-archiver', DetailType: 'x' }] });
  expect(jsonAccess('AWSEvents.PutEvents', body, PLACE)[0]?.context).toEqual({
    'events:source': 'kvs-archiver',
    'events:detail-type': 'x',
  });
  expect(jsonAccess('DynamoDB_20120810.GetItem', '{', PLACE)).toEqual([]);
  expect(jsonAccess('DynamoDB_20120810.GetItem', '[]', PLACE)).toEqual([]);
});

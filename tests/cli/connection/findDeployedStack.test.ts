import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runCli } from '../runCli.ts';

interface Seen {
  readonly call: string;
  readonly body: string;
  readonly authorization: string;
}

const STACK = `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult>
  <Stacks><member><StackName>kvs-archiver-prod</StackName><StackStatus>STATUS</StackStatus>
  <CreationTime>2026-11-20T10:00:00Z</CreationTime><Outputs>OUTPUTS</Outputs></member></Stacks>
  </DescribeStacksResult></DescribeStacksResponse>`;
const output = (name: string, value: string): string =>
  `<member><OutputKey>${name}</OutputKey><OutputValue>${value}</OutputValue></member>`;
const failure = (code: string, message: string): string =>
  `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>${code}</Code>
  <Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`;

/** CloudFormation and the HTTP API of the stack that it tells of. */
let aws: Server;
let url: string;
let seen: Seen[];
let answer: { status: number; body: string };

const usable = (status = 'UPDATE_COMPLETE'): { status: number; body: string } => ({
  status: 200,
  body: STACK.replace('STATUS', status).replace(
    'OUTPUTS',
    output('ApiUrl', url) +
      output('ArchiveStateMachineArn', 'arn:aws:states:eu-west-1:111122223333:stateMachine:archive'),
  ),
});

beforeEach(async () => {
  seen = [];
  aws = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      seen.push({ call: `${request.method} ${request.url}`, body, authorization: request.headers.authorization ?? '' });
      if (request.url === '/') {
        response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(answer.body);
      } else {
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"items":[]}');
      }
    });
  });
  await new Promise<void>((listening) => aws.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(aws.address() as AddressInfo).port}`;
  answer = usable();
});

afterEach(
  () =>
    new Promise((closed) => {
      aws.close(closed);
      aws.closeAllConnections();
    }),
);

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' };
const inAws = (argv: readonly string[], env: Record<string, string> = {}) =>
  runCli(['streams', 'list', ...argv], {
    ...KEYS,
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL_CLOUDFORMATION: url,
    ...env,
  });

test('by stage, Region and keys; the API is called signed, behind /iam/v1', async () => {
  const result = await inAws(['--stage', 'prod']);

  expect(result).toMatchObject({ code: 0, stderr: '' });
  expect(seen.map(({ call }) => call)).toEqual(['POST /', 'GET /iam/v1/streams?limit=100']);
  expect(new URLSearchParams(seen[0]?.body).get('StackName')).toBe('kvs-archiver-prod');
  expect(seen[0]?.authorization).toContain('/eu-west-1/cloudformation/aws4_request');
  expect(seen[1]?.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIATEST\/\d{8}\/eu-west-1\/execute-api\//);
});

test('--region wins over the environment; another stage is another stack', async () => {
  await inAws(['--stage', 'dev', '--region', 'us-west-2']);

  expect(new URLSearchParams(seen[0]?.body).get('StackName')).toBe('kvs-archiver-dev');
  expect(seen[0]?.authorization).toContain('/us-west-2/cloudformation/');
});

test('every time anew: nothing is remembered', async () => {
  await inAws(['--stage', 'prod']);
  await inAws(['--stage', 'prod']);

  expect(seen.filter(({ call }) => call === 'POST /')).toHaveLength(2);
});

describe('what is wrong, and what to do', () => {
  test.each<[string, number, string, number, string]>([
    [
      'no such stack',
      400,
      failure('ValidationError', 'Stack with id kvs-archiver-prod does not exist'),
      2,
      'there is no stack kvs-archiver-prod in eu-west-1: name another with --stage or --region, or deploy it with npx sls deploy --stage prod --region eu-west-1',
    ],
    [
      'keys that are over',
      403,
      failure('ExpiredToken', 'expired'),
      2,
      'sign in again, or name a profile with --profile',
    ],
    ['keys that are none', 403, failure('InvalidClientTokenId', 'invalid'), 2, 'AWS does not take the credentials'],
    [
      'a permission',
      403,
      failure('AccessDenied', 'User: me is not authorized'),
      2,
      'cloudformation:DescribeStacks on kvs-archiver-prod',
    ],
    ['a throttle', 400, failure('Throttling', 'Rate exceeded'), 3, 'asked too often'],
    [
      'a stack under way',
      200,
      STACK.replace('STATUS', 'CREATE_IN_PROGRESS').replace('OUTPUTS', ''),
      3,
      'is being made',
    ],
    [
      'a stack that failed',
      200,
      STACK.replace('STATUS', 'ROLLBACK_COMPLETE').replace('OUTPUTS', ''),
      2,
      'cannot be used (ROLLBACK_COMPLETE)',
    ],
  ])('%s', async (_what, status, body, code, message) => {
    answer = { status, body };

    const result = await inAws(['--stage', 'prod']);

    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).toContain(message);
  });

  test('a stack that is going away', async () => {
    answer = usable('DELETE_IN_PROGRESS');

    expect(await inAws(['--stage', 'prod'])).toMatchObject({ code: 2 });
  });

  test('a stage that cannot be one', async () => {
    const result = await inAws(['--stage', 'Prod!']);

    expect(result.code).toBe(2);
    expect(result.stderr).toContain('--stage: "Prod!" is no stage');
    expect(seen).toEqual([]);
  });

  test('a stage and an endpoint exclude each other', async () => {
    expect(await inAws(['--stage', 'prod', '--endpoint', 'http://127.0.0.1:1'])).toMatchObject({ code: 2 });
  });

  test('a Region where nothing answers', async () => {
    const result = await inAws(['--stage', 'prod'], { AWS_ENDPOINT_URL_CLOUDFORMATION: 'http://127.0.0.1:9' });

    expect(result.code).toBe(3);
    expect(result.stderr).toContain('CloudFormation in eu-west-1 cannot be reached');
  });

  test('a profile that is not there', async () => {
    const result = await inAws(['--profile', 'nobody-of-this-name']);

    expect(result.code).toBe(2);
    expect(result.stderr).toContain('no AWS credentials are found for eu-west-1');
    expect(result.stderr).toContain('aws sso login');
  });
});

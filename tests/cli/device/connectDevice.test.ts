import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Context } from '../../../cli/Context.ts';
import { connectDevice } from '../../../cli/device/connectDevice.ts';
import { realSystem } from '../../../cloud/system/realSystem.ts';

const STACK = `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult>
  <Stacks><member><StackName>kvs-archiver-prod</StackName><StackStatus>UPDATE_COMPLETE</StackStatus>
  <CreationTime>2026-11-20T10:00:00Z</CreationTime><Outputs><member><OutputKey>ApiUrl</OutputKey>
  <OutputValue>https://api.example</OutputValue></member><member><OutputKey>ArchiveStateMachineArn</OutputKey>
  <OutputValue>arn:aws:states:eu-west-1:111122223333:stateMachine:archive</OutputValue></member></Outputs></member></Stacks>
  </DescribeStacksResult></DescribeStacksResponse>`;
const failure = (code: string, message: string): string =>
  `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>${code}</Code>
  <Message>${message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`;

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'secret' };

let cloudFormation: Server;
let url: string;
let answer: { status: number; body: string };
const before = { ...process.env };

beforeAll(async () => {
  // The SDK reads the process's own.
  Object.assign(process.env, KEYS);
  cloudFormation = createServer((request, response) => {
    request
      .resume()
      .on('end', () => response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(answer.body));
  });
  await new Promise<void>((resolve) => cloudFormation.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(cloudFormation.address() as AddressInfo).port}`;
});
afterAll(async () => {
  process.env = before;
  await new Promise<void>((resolve) => {
    cloudFormation.close(() => resolve());
    cloudFormation.closeAllConnections();
  });
});

const context = (): Context => ({
  stdout: { write: () => undefined, isTerminal: false, width: () => 100 },
  stderr: { write: () => undefined, isTerminal: false, width: () => 100 },
  env: { ...KEYS, AWS_ENDPOINT_URL_CLOUDFORMATION: url },
  system: realSystem,
  root: '/nowhere',
  onInterrupt: () => () => undefined,
  exit: () => undefined,
});
const connect = (options: object) => connectDevice({ region: 'eu-west-1', ...options }, context(), () => undefined);

test('by the keys of the environment, with the address of the API from the stack', async () => {
  answer = { status: 200, body: STACK };

  const connection = await connect({ stage: 'prod' });
  const credentials = await connection.credentials();
  await connection.close();

  expect(connection).toMatchObject({ region: 'eu-west-1', apiUrl: 'https://api.example', notices: [] });
  expect([connection.endpoint, connection.thing]).toEqual([undefined, undefined]);
  expect(credentials).toMatchObject({ accessKeyId: 'AKIATEST', secretAccessKey: 'secret' });
});

test('who may not look at the stack may still send, and hears what does not work', async () => {
  answer = {
    status: 403,
    body: failure('AccessDenied', 'User is not authorized to perform: cloudformation:DescribeStacks'),
  };

  const connection = await connect({ stage: 'prod' });
  await connection.close();

  expect(connection).toMatchObject({
    region: 'eu-west-1',
    notices: [expect.stringContaining('segments are not reported')],
  });
  expect(connection.apiUrl).toBeUndefined();
});

test('a stack that is named and not there is a mistake', async () => {
  answer = { status: 400, body: failure('ValidationError', 'Stack with id kvs-archiver-prd does not exist') };

  await expect(connect({ stage: 'prd' })).rejects.toMatchObject({ kind: 'InvalidInput' });
});

test('an embedded stack that is named and does not answer is one too', async () => {
  await expect(connect({ endpoint: 'http://127.0.0.1:9' })).rejects.toThrow('http://127.0.0.1:9');
});

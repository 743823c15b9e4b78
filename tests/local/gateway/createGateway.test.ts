import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import {
  createGateway,
  type Gateway,
  type GatewayOptions,
  type GatewayServices,
} from '../../../local/gateway/createGateway.ts';
import { readBody } from '../../../local/gateway/readBody.ts';
import type { LocalService } from '../../../local/service.ts';

const service = (name: string, handle: LocalService['handle']): LocalService => ({
  name,
  handle,
  close: async () => undefined,
});
const named = (name: string): LocalService =>
  service(name, async (request, response) => {
    const body = await readBody(request, 1_000_000);
    response.end(`${name} ${request.method} ${request.url} ${body.length}`);
  });

describe('createGateway', () => {
  const gateways: Gateway[] = [];
  const faults: string[] = [];

  async function open(
    over: Partial<GatewayServices> = {},
    options: Partial<GatewayOptions> = {},
  ): Promise<{ gateway: Gateway; port: number }> {
    const gateway = createGateway({
      system: realSystem,
      isKvsPath: (path) => path === '/putMedia' || path === '/listStreams',
      onFault: (name, error) => faults.push(`${name}: ${String(error)}`),
      ...options,
    });
    gateways.push(gateway);
    gateway.serve({
      control: named('control'),
      kvs: named('kvs'),
      dynamodb: named('dynamodb'),
      sfn: named('sfn'),
      events: named('events'),
      sns: undefined,
      rekognition: named('rekognition'),
      mediaconvert: named('mediaconvert'),
      lambda: named('lambda'),
      'http-api': named('http-api'),
      s3: named('s3'),
      ...over,
    });
    return { gateway, port: await gateway.listen(0, '127.0.0.1') };
  }
  beforeEach(() => {
    faults.length = 0;
  });
  afterEach(() => Promise.all(gateways.splice(0).map((gateway) => gateway.close())));

  const signedFor = (name: string): Record<string, string> => ({
    authorization: `AWS4-HMAC-SHA256 Credential=AKIA/20261121/us-east-1/${name}/aws4_request, SignedHeaders=host, Signature=00`,
    'x-amz-date': '20261121T120000Z',
  });

  test.each<[string, string, Record<string, string>, string]>([
    ['GET', '/_local/outputs', {}, 'control'],
    ['GET', '/_locals/x', {}, 's3'],
    ['POST', '/putMedia', {}, 'kvs'],
    ['POST', '/listStreams?x=1', {}, 'kvs'],
    ['GET', '/putMedia', {}, 'kvs'],
    ['POST', '/putMedia', signedFor('s3'), 's3'],
    ['POST', '/', { 'x-amz-target': 'DynamoDB_20120810.GetItem' }, 'dynamodb'],
    ['POST', '/', { 'x-amz-target': 'AWSStepFunctions.StartExecution' }, 'sfn'],
    ['POST', '/', { 'x-amz-target': 'AWSEvents.PutEvents' }, 'events'],
    ['POST', '/', { 'x-amz-target': 'RekognitionService.DetectLabels' }, 'rekognition'],
    ['POST', '/2015-03-31/functions/f/invocations', {}, 'lambda'],
    ['GET', '/2017-08-29/jobs', {}, 'mediaconvert'],
    ['PUT', '/2017-08-29/jobs', signedFor('s3'), 's3'],
    ['GET', '/v1/streams', {}, 'http-api'],
    ['GET', '/v1', {}, 'http-api'],
    ['PUT', '/iam/v1/streams/s', {}, 'http-api'],
    ['PUT', '/v1/streams', signedFor('s3'), 's3'],
    ['PUT', '/v11/key', {}, 's3'],
    ['GET', '/', {}, 's3'],
  ])('%s %s %j goes to %4$s', async (method, path, headers, expected) => {
    const { port } = await open();
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers });
    expect(await response.text()).toBe(`${expected} ${method} ${path} 0`);
  });

  test('a stream flows both ways at once, after 100 Continue, as PutMedia needs it', async () => {
    const kvs = service('kvs', async (request, response) => {
      response.writeHead(200);
      for await (const chunk of request) response.write(`ack ${(chunk as Buffer).toString()}`);
      response.end('end');
    });
    const { port } = await open({ kvs });
    const request = httpRequest({
      port,
      host: '127.0.0.1',
      method: 'POST',
      path: '/putMedia',
      headers: { host: '127.0.0.1', expect: '100-continue', 'transfer-encoding': 'chunked' },
    });
    request.flushHeaders();
    await once(request, 'continue');
    const answered = once(request, 'response');
    request.write('one');
    const [response] = (await answered) as [IncomingMessage];
    const next = async (): Promise<string> => String((await once(response, 'data'))[0]);
    expect(await next()).toBe('ack one');
    request.write('two');
    expect(await next()).toBe('ack two');
    request.end();
    expect(await next()).toBe('end');
  });

  test('clients that go away, and noise, leave it up', async () => {
    const { port } = await open();
    const beginnings = [
      'PUT /bucket/key HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nabc',
      'POST / HTTP/1.1\r\nhost: x\r\nx-amz-target: DynamoDB_20120810.PutItem\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab',
      'noise\r\n\r\n',
      'GET / HTTP/1.1\r\n',
    ];
    for (const beginning of beginnings) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(beginning);
      await realSystem.clock.sleep(20);
      socket.destroy();
    }
    const response = await fetch(`http://127.0.0.1:${port}/a`);
    expect(await response.text()).toBe('s3 GET /a 0');
    expect(faults).toEqual([]);
  });

  test('a service that fails is a 500 and a fault that is told', async () => {
    const { port } = await open({ s3: service('s3', () => Promise.reject(new TypeError('broken'))) });
    const response = await fetch(`http://127.0.0.1:${port}/a`);
    expect(response.status).toBe(500);
    expect(faults).toEqual(['s3: TypeError: broken']);
  });

  test('something may stand in between and answer instead', async () => {
    const { port } = await open(
      {},
      {
        intercept: async (name, _request, response) => {
          if (name !== 'dynamodb') return 'pass';
          response.writeHead(503).end('slow down');
          return 'answered';
        },
      },
    );
    const blocked = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      headers: { 'x-amz-target': 'DynamoDB_20120810.X' },
    });
    expect([blocked.status, await blocked.text()]).toEqual([503, 'slow down']);
    expect((await fetch(`http://127.0.0.1:${port}/a`)).status).toBe(200);
  });

  test('with auth a request without a signature is refused in the form of its service, unread', async () => {
    const { port } = await open({}, { auth: { find: () => undefined } });
    const ask = async (path: string, headers: Record<string, string> = {}): Promise<[number, string]> => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body: 'x' });
      return [response.status, await response.text()];
    };
    expect(await ask('/listStreams')).toEqual([403, '{"message":"Missing Authentication Token"}']);
    const [status, body] = await ask('/bucket/key');
    expect(status).toBe(403);
    expect(body).toContain('<Code>AccessDenied</Code>');
    expect(await ask('/', { 'x-amz-target': 'DynamoDB_20120810.X' })).toEqual([
      400,
      '{"__type":"com.amazon.coral.service#MissingAuthenticationTokenException","message":"Missing Authentication Token"}',
    ]);
    expect(await ask('/v1/x')).toEqual([403, '{"message":"Forbidden"}']);
    expect((await ask('/_local/health'))[0]).toBe(200);
  });

  test('closing lets a request under way finish and takes no new one', async () => {
    const { arrived, arrive, leave, left } = meeting();
    const slow = service('s3', async (_request, response) => {
      arrive();
      await left;
      response.end('done');
    });
    const { gateway, port } = await open({ s3: slow });
    const agent = new Agent({ keepAlive: true });
    const answer = fetch(`http://127.0.0.1:${port}/a`).then((response) => response.text());
    await arrived;
    const closed = gateway.close();
    leave();
    expect(await answer).toBe('done');
    await closed;
    agent.destroy();
    await expect(fetch(`http://127.0.0.1:${port}/a`)).rejects.toThrow();
  });

  test('a request that never ends is cut off after 5 s of the clock', async () => {
    const { arrived, arrive } = meeting();
    const hanging = service('s3', () => {
      arrive();
      return new Promise(() => undefined);
    });
    const waits: number[] = [];
    const clock = { ...realSystem.clock, sleep: async (ms: number) => void waits.push(ms) };
    const { gateway, port } = await open({ s3: hanging }, { system: { ...realSystem, clock } });
    const answer = fetch(`http://127.0.0.1:${port}/a`);
    const failed = expect(answer).rejects.toThrow();
    await arrived;
    await gateway.close();
    await failed;
    expect(waits).toEqual([5_000]);
  });
});

/** Two moments that others wait for: that a request has come, and that it may go. */
function meeting() {
  let arrive = (): void => undefined;
  let leave = (): void => undefined;
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  return { arrived, left, arrive: () => arrive(), leave: () => leave() };
}

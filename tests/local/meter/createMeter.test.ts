import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LambdaFunction } from '../../../local/lambda/lambdaFunction.ts';
import { createMeter } from '../../../local/meter/createMeter.ts';
import type { ExecutionIdentity } from '../../../local/states/interpreter/Execution.ts';

const SIGNED = (key: string, service: string) =>
  `AWS4-HMAC-SHA256 Credential=${key}/20261121/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=00`;
const ROLE = 'arn:aws:iam::000000000000:role/kvs-archiver-local-archive';
const PRINCIPALS: Readonly<Record<string, string>> = {
  FUNCTION: 'kvs-archiver-local-archiveClip',
  ROLE,
  ADMIN: 'admin',
};

function request(key: string, service: string, facts: { method: string; url: string; headers?: object }) {
  const headers = { authorization: SIGNED(key, service), 'x-amz-date': '20261121T140000Z', ...facts.headers };
  return { ...facts, headers, socket: { bytesWritten: 1000 } } as unknown as IncomingMessage & {
    socket: { bytesWritten: number };
  };
}

const response = () => new EventEmitter() as unknown as ServerResponse;

let nowMs: number;
const meterAt = () => {
  nowMs = 1_000;
  return createMeter({
    clock: { now: () => nowMs, sleep: () => Promise.resolve() },
    principalOf: (id) => PRINCIPALS[id],
    functions: () => [{ name: 'kvs-archiver-local-archiveClip', memoryMb: 512 } as LambdaFunction],
  });
};

describe('calls', () => {
  test.each([
    ['FUNCTION', 'kvs-archiver-local-archiveClip'],
    ['ROLE', 'kvs-archiver-local-archive'],
    ['ADMIN', 'client'],
    ['NOBODY', 'client'],
  ])('by the key %s stand under %s', (key, caller) => {
    const meter = meterAt();

    meter.onRequest('s3', request(key, 's3', { method: 'PUT', url: '/work/plans/a.json' }), response());

    expect(meter.report().calls.map((call) => [call.caller, call.service, call.operation, call.calls])).toEqual([
      [caller, 's3', 'PutObject', 1],
    ]);
  });

  test('bytes of the body as decoded, and of the answer as it left', () => {
    const meter = meterAt();
    const put = request('FUNCTION', 's3', {
      method: 'PUT',
      url: '/archive/clips/a.mp4?uploadId=1&partNumber=1',
      headers: { 'content-length': '1100', 'x-amz-decoded-content-length': '1000' },
    });
    const answer = response();

    meter.onRequest('s3', put, answer);
    put.socket.bytesWritten += 250;
    answer.emit('close');

    expect(meter.report().calls).toEqual([
      {
        caller: 'kvs-archiver-local-archiveClip',
        service: 's3',
        operation: 'UploadPart',
        calls: 1,
        bytesIn: 1000,
        bytesOut: 250,
        readUnits: 0,
        writeUnits: 0,
      },
    ]);
  });

  test('request units join the calls of their operation; the stack itself is no service', () => {
    const meter = meterAt();
    const get = request('FUNCTION', 'dynamodb', {
      method: 'POST',
      url: '/',
      headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem' },
    });

    meter.onRequest('dynamodb', get, response());
    meter.onUnits(get, 'GetItem', { readUnits: 1.5, writeUnits: 0 });
    meter.onRequest('control', request('FUNCTION', 's3', { method: 'GET', url: '/_local/calls' }), response());

    expect(meter.report().calls).toMatchObject([{ operation: 'GetItem', calls: 1, readUnits: 1.5, writeUnits: 0 }]);
  });
});

test('invocations: how long, in which memory, with what they logged', () => {
  const meter = meterAt();

  for (const tookMs of [300, 100, 600]) {
    const ended = meter.onInvocation({ functionName: 'kvs-archiver-local-archiveClip' });
    nowMs += tookMs;
    ended();
  }
  meter.onLog('kvs-archiver-local-archiveClip', 'é\n');

  expect(meter.report().functions).toEqual([
    {
      name: 'kvs-archiver-local-archiveClip',
      memoryMb: 512,
      invocations: 3,
      milliseconds: 1000,
      shortestMs: 100,
      longestMs: 600,
      gbSeconds: 0.5,
      logBytes: 3,
    },
  ]);
});

describe('executions', () => {
  const execution = (type: 'STANDARD' | 'EXPRESS') =>
    ({ executionArn: `arn:${type}`, stateMachineName: 'archive', type }) as ExecutionIdentity;
  const add = (meter: ReturnType<typeof meterAt>, type: 'STANDARD' | 'EXPRESS', events: [string, number][]) => {
    for (const [name, timestamp] of events) {
      meter.onHistoryEvent({ id: 1, previousEventId: 0, timestamp, type: name }, execution(type));
    }
  };

  test('a transition is a state that is entered, and each try of a task', () => {
    const meter = meterAt();

    add(meter, 'STANDARD', [
      ['ExecutionStarted', 0],
      ['PassStateEntered', 0],
      ['TaskStateEntered', 0],
      ['TaskScheduled', 0],
      ['TaskFailed', 0],
      ['TaskScheduled', 0],
      ['TaskSucceeded', 0],
      ['SucceedStateEntered', 0],
      ['ExecutionSucceeded', 40],
    ]);

    expect(meter.report().executions).toEqual([
      { stateMachine: 'archive', type: 'STANDARD', executions: 1, transitions: 4, billedMs: 100 },
    ]);
  });

  test.each([
    [0, 100],
    [1, 100],
    [100, 100],
    [101, 200],
    [5_950, 6_000],
  ])('of %d ms, %d ms are charged for', (tookMs, billedMs) => {
    const meter = meterAt();

    add(meter, 'EXPRESS', [
      ['ExecutionStarted', 7_000],
      ['ExecutionFailed', 7_000 + tookMs],
    ]);

    expect(meter.report().executions).toMatchObject([{ type: 'EXPRESS', executions: 1, billedMs }]);
  });
});

test('a reset gives the last counts and begins anew; what is under way is counted when it ends', () => {
  const meter = meterAt();
  meter.onBucketEvent('archive');
  const ended = meter.onInvocation({ functionName: 'kvs-archiver-local-archiveClip' });

  nowMs += 500;
  const last = meter.reset();
  ended();

  expect(last).toMatchObject({ sinceMs: 1_000, bucketEvents: { archive: 1 }, functions: [] });
  expect(meter.report()).toMatchObject({ sinceMs: 1_500, bucketEvents: {}, functions: [{ invocations: 1 }] });
});

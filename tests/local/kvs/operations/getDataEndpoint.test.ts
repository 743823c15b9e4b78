import { GetDataEndpointCommand } from '@aws-sdk/client-kinesis-video';
import { type RunningKvs, startKvs } from '../startKvs.ts';
import { createStream } from '../streamCalls.ts';

let kvs: RunningKvs;
beforeEach(async () => {
  kvs = await startKvs();
});
afterEach(async () => {
  await kvs.remove();
});

test('GetDataEndpoint gives the address of this server', async () => {
  await createStream(kvs, 's');
  const { DataEndpoint } = await kvs.control.send(new GetDataEndpointCommand({ StreamName: 's', APIName: 'GET_CLIP' }));
  expect(DataEndpoint).toBe(`http://127.0.0.1:${kvs.port}`);
});

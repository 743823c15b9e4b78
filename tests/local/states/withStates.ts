import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SFNClient } from '@aws-sdk/client-sfn';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { createStates, type States, type StatesOptions } from '../../../local/states/createStates.ts';
import type { LambdaOutcome } from '../../../local/states/LambdaOutcome.ts';
import { MemoryS3 } from './MemoryS3.ts';

export interface RunningStates {
  readonly states: States;
  readonly client: SFNClient;
  readonly url: string;
  close(): Promise<void>;
}

/** The service on a port of its own, with the real SDK client before it. */
export async function openStates(dataDir: string, options: Partial<StatesOptions> = {}): Promise<RunningStates> {
  const states = await createStates({
    dataDir,
    system: realSystem,
    region: 'us-east-1',
    accountId: '000000000000',
    s3: new MemoryS3(),
    invokeLambda: async (_, payload): Promise<LambdaOutcome> => ({ ok: true, payload }),
    ...options,
  });
  const server = createServer((request, response) => {
    states.handle(request, response).catch((fault: unknown) => response.destroy(fault as Error));
  });
  // On a busy machine an idle connection may be reused just as the server ends it: here none is ended.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new SFNClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    disableHostPrefix: true,
    maxAttempts: 1,
  });
  return {
    states,
    client,
    url,
    close: async () => {
      client.destroy();
      await states.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

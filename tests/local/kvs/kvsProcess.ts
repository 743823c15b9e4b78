import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { createKvs } from '../../../local/kvs/createKvs.ts';

/** The emulator as a process of its own, to be killed: `kvsProcess DATA_DIR`; prints its port. */
async function main(): Promise<void> {
  const service = await createKvs({
    dataDir: process.argv[2] ?? '',
    system: realSystem,
    region: 'us-east-1',
    accountId: '000000000000',
    endpoint: () => '',
    settings: { segmentMaxBytes: 200_000 },
  });
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 65_000 }, (request, response) => {
    service.handle(request, response).catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
  });
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});

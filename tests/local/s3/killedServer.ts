import { randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createS3 } from '../../../local/s3/createS3.ts';

/** The service as a process of its own, for the test that kills it. Prints its port. */
async function serve(dataDir: string): Promise<void> {
  const s3 = await createS3({
    dataDir,
    region: 'us-east-1',
    accountId: '000000000000',
    system: {
      clock: { now: () => 1_772_366_400_000, sleep: () => Promise.resolve() },
      random: { fraction: () => 0.5, bytes: (count) => randomBytes(count), uuid: () => randomUUID() },
    },
  });
  await s3.createBucket('archive');
  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => void s3.handle(request, response));
  server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
}

void serve(process.argv[2] ?? '');

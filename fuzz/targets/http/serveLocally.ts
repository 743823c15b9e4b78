import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LocalService } from '../../../local/service.ts';
import { Finding } from '../../Target.ts';

/** A service behind a port of its own. */
export interface ServedLocally {
  readonly endpoint: string;
  /** @throws Finding of what the service threw instead of answering */
  check(): void;
  close(): Promise<void>;
}

/** Puts a service of the embedded stack behind a free port of the loopback. */
export async function serveLocally(service: LocalService): Promise<ServedLocally> {
  const thrown: unknown[] = [];
  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    service.handle(request, response).catch((error: unknown) => {
      thrown.push(error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    check() {
      const [error] = thrown.splice(0);
      if (error !== undefined) throw error instanceof Error ? error : new Finding(String(error));
    },
    async close() {
      await service.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

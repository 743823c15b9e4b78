import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalService } from '../../../local/service.ts';
import type { FuzzTarget } from '../../Target.ts';
import { HttpTarget } from './HttpTarget.ts';
import { type ServedLocally, serveLocally } from './serveLocally.ts';

interface ServiceTarget {
  /** Makes the service on a folder of its own; `endpoint` answers once it is served. */
  create(dataDir: string, endpoint: () => string): Promise<LocalService>;
  /** Sent before the first input. */
  readonly first?: readonly string[];
  /** Inputs that would have no end. */
  isEndless?(input: Buffer): boolean;
}

/** The moving parts of a target that is a service of the embedded stack: opened, sent to, closed. */
export function serviceTarget({
  create,
  first = [],
  isEndless,
}: ServiceTarget): Pick<FuzzTarget, 'open' | 'run' | 'close'> {
  let served: ServedLocally | undefined;
  let sender: HttpTarget | undefined;
  let directory = '';
  return {
    async open() {
      directory = await mkdtemp(join(tmpdir(), 'fuzz-'));
      served = await serveLocally(await create(directory, () => served?.endpoint ?? ''));
      sender = new HttpTarget(served.endpoint);
      for (const request of first) await sender.send(Buffer.from(request));
    },
    async run(input) {
      if (isEndless?.(Buffer.from(input)) === true) return undefined;
      const reached = await sender?.send(input);
      served?.check();
      return reached;
    },
    async close() {
      sender?.close();
      await served?.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

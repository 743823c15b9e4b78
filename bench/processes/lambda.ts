import { pathToFileURL } from 'node:url';
import { realSystem } from '../../cloud/system/realSystem.ts';
import type { LambdaReply, LambdaRequest } from '../lambda/LambdaMessage.ts';
import { PeakMemory } from '../lambda/PeakMemory.ts';

/** One Lambda environment in a process of its own: the module that is its argument, one event at a time. */
const [file = ''] = process.argv.slice(2);
const SETTLE_MS = 1500;

const { handler } = (await import(pathToFileURL(file).href)) as { handler: (event: unknown) => Promise<unknown> };
const memory = new PeakMemory();
let cpu = process.cpuUsage();
const say = (reply: LambdaReply): void => void process.send?.(reply);

async function answer(request: LambdaRequest): Promise<LambdaReply> {
  if (request.kind === 'invoke') return { kind: 'result', result: await handler(request.event) };
  if (request.kind === 'idle') {
    await realSystem.clock.sleep(SETTLE_MS);
    await memory.reset();
    cpu = process.cpuUsage();
  }
  const used = process.cpuUsage(cpu);
  return {
    kind: 'usage',
    rssBytes: process.memoryUsage.rss(),
    cpuSeconds: (used.user + used.system) / 1e6,
    ...(await memory.read()),
  };
}

process.on('message', (request: LambdaRequest) => {
  answer(request).then(say, (error: unknown) =>
    say({ kind: 'failure', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
process.on('disconnect', () => process.exit());
say({ kind: 'ready' });

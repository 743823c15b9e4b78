import { realSystem } from '../../cloud/system/realSystem.ts';
import { startStack } from '../../local/stack/startStack.ts';
import type { StackReply, StackRequest } from '../stack/StackMessage.ts';

/** The embedded stack in a process of its own, on the data folder that is its argument. */
const [dataDir = ''] = process.argv.slice(2);
const say = (reply: StackReply): void => void process.send?.(reply);

const stack = await startStack({
  root: process.cwd(),
  port: 0,
  dataDir,
  region: 'us-east-1',
  // A run happens when the benchmark starts it, and begins at once.
  params: { settleSeconds: '1', scheduleRate: 'rate(1 day)', intervalSeconds: '86400' },
  system: realSystem,
  onEvent(event) {
    if (event.type === 'failure') process.stderr.write(`stack: ${event.where}: ${event.message}\n`);
  },
});

let isClosing = false;
function close(): void {
  if (isClosing) return;
  isClosing = true;
  void stack.close().finally(() => process.exit());
}
process.on('message', (request: StackRequest) => {
  if (request === 'close') close();
  else say({ kind: 'cpu', ...process.cpuUsage() });
});
process.on('disconnect', close);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, close);
say({ kind: 'ready', url: stack.url, outputs: stack.outputs });

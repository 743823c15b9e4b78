import { realSystem } from '../../../cloud/system/realSystem.ts';
import { startStack } from '../../../local/stack/startStack.ts';

/** A stack in a process of its own: `root cacheDir dataDir`. Tells its address, ends on SIGTERM. */
const [root = '', cacheDir = '', dataDir = ''] = process.argv.slice(2);
const stack = await startStack({ root, cacheDir, dataDir, port: 0, region: 'us-east-1', system: realSystem });
process.once('SIGTERM', () => {
  void stack.close();
});
process.stdout.write(`ready ${stack.url}\n`);

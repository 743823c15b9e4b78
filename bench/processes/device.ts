import { realSystem } from '../../cloud/system/realSystem.ts';
import { runProducer } from '../../device/putMedia/runProducer.ts';
import { ProducerMeter } from '../../device/status/ProducerMeter.ts';
import { SteadyCamera } from '../footage/SteadyCamera.ts';

/** A device in a process of its own: endpoint, spool folder, stream, seconds, bits a second. */
const [endpoint = '', folder = '', streamName = '', seconds = '', bitsPerSecond = ''] = process.argv.slice(2);
const SAMPLE_MS = 1_000;

const meter = new ProducerMeter(realSystem.clock);
const stop = new AbortController();
const sampling = (async () => {
  for (let second = 0; second < Number(seconds); second += 1) {
    await realSystem.clock.sleep(SAMPLE_MS);
    process.send?.({ kind: 'sample', rssBytes: process.memoryUsage.rss(), status: meter.read() });
  }
  stop.abort();
})();
const summary = await runProducer({
  source: new SteadyCamera(
    { bitsPerSecond: Number(bitsPerSecond), framesPerSecond: 25, keyFrameEvery: 50 },
    realSystem,
  ),
  streamName,
  region: 'us-east-1',
  endpoint,
  credentials: { accessKeyId: 'any', secretAccessKey: 'thing' },
  createStream: { retentionHours: 1 },
  spool: { folder, maxBytes: 2_000_000_000 },
  system: realSystem,
  signal: stop.signal,
  onEvent: (event) => meter.take(event),
});
await sampling;
const { user, system } = process.cpuUsage();
process.send?.({ kind: 'end', summary, status: meter.read(), cpuSeconds: (user + system) / 1e6 });
process.disconnect?.();

import type { System } from '../../core/system.ts';
import type { LocalS3 } from '../s3/createS3.ts';

/** S3 itself acts once a day; an hour loses nothing and shows it sooner. */
const EVERY_MS = 3_600_000;

/** Lets the buckets' lifecycle rules act now and then, until it is closed. */
export function sweepLifecycleForEver(
  s3: Pick<LocalS3, 'sweepLifecycle'>,
  system: System,
  onFailure: (error: unknown) => void,
): { close(): Promise<void> } {
  const closing = new AbortController();
  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      await system.clock.sleep(EVERY_MS, closing.signal);
      await s3.sweepLifecycle().catch(onFailure);
    }
  }
  const running = run().catch((error: unknown) => {
    if (!closing.signal.aborted) onFailure(error);
  });
  return {
    async close() {
      closing.abort();
      await running;
    },
  };
}

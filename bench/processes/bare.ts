import { realSystem } from '../../cloud/system/realSystem.ts';

/** Node itself, doing nothing: what a process weighs before any of ours is in it. */
await realSystem.clock.sleep(1_000);
process.send?.({ rssBytes: process.memoryUsage.rss() });

/** What a piece of work took, in seconds of the clock on the wall and of this process's CPU. */
export interface Taken {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** Runs `work` and measures it. CPU seconds tell less of what else the machine was doing. */
export async function timed<T>(work: () => T | Promise<T>): Promise<{ result: T; taken: Taken }> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const result = await work();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { result, taken: { seconds, cpuSeconds: (user + system) / 1e6 } };
}

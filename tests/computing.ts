/**
 * Milliseconds of computing that work takes, in all threads of this process. Unlike the time that passes, it does not grow
 * while others have the machine's cores: a bound on it tells a quadratic walk from a busy machine.
 */
export async function computingMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

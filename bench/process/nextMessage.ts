import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** The next message of a child process. @throws Error where the process ends instead */
export async function nextMessage(child: ChildProcess, name: string): Promise<unknown> {
  const settled = new AbortController();
  const { signal } = settled;
  const message = once(child, 'message', { signal }).then(([received]) => received as unknown);
  const end = once(child, 'exit', { signal }).then(([code]) => {
    throw new Error(`the process of ${name} ended with code ${String(code)}`);
  });
  try {
    return await Promise.race([message, end]);
  } finally {
    settled.abort();
    await Promise.allSettled([message, end]);
  }
}

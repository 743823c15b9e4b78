import type { IncomingMessage } from 'node:http';
import type { RunningInvocation } from '../lambda/RunningInvocation.ts';

/** An invocation that is under way, and the calls it has made to services. */
export interface CallingInvocation {
  readonly invocation: RunningInvocation;
  calls: number;
}

/** Which invocation a request comes from: its environment bears its name in the User-Agent, as an application id. */
export class RunningInvocations {
  readonly #byEnvironment = new Map<string, CallingInvocation>();
  /** Environments that were ended while they may still have had requests on their way. */
  readonly #dead = new Set<string>();

  /** @returns what to call at the invocation's end */
  begin(invocation: RunningInvocation): () => void {
    this.#byEnvironment.set(invocation.environmentId, { invocation, calls: 0 });
    return () => {
      this.#byEnvironment.delete(invocation.environmentId);
    };
  }

  /** The invocation that a request comes from; `dead` where that was ended, and nothing may reach a service any more. */
  of(request: IncomingMessage): CallingInvocation | 'dead' | undefined {
    const id = / app\/(local-[0-9a-f]{16})/.exec(` ${request.headers['user-agent'] ?? ''}`)?.[1];
    if (id === undefined) return undefined;
    return this.#dead.has(id) ? 'dead' : this.#byEnvironment.get(id);
  }

  end({ invocation }: CallingInvocation, how: 'kill' | 'timeout'): void {
    this.#dead.add(invocation.environmentId);
    invocation.end(how);
  }
}

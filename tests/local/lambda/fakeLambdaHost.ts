import type { LambdaHost } from '../../../local/lambda/createLambdaHost.ts';
import { LambdaServiceError } from '../../../local/lambda/LambdaServiceError.ts';
import type { LambdaFunction } from '../../../local/lambda/lambdaFunction.ts';
import type { LambdaOutcome } from '../../../local/states/LambdaOutcome.ts';

/** A host whose functions are given as plain functions by name. */
export function fakeLambdaHost(
  handlers: Record<string, (event: unknown) => Promise<LambdaOutcome> | LambdaOutcome>,
): LambdaHost {
  const find = (name: string): LambdaFunction | undefined => {
    const short = name.split(':').pop() ?? '';
    return Object.hasOwn(handlers, short)
      ? { name: short, arn: name, file: '', exportName: '', memoryMb: 128, timeoutMs: 1000, environment: {} }
      : undefined;
  };
  return {
    functions: [],
    find,
    async invoke(name, payload, { signal } = {}) {
      const handler = handlers[find(name)?.name ?? ''];
      if (handler === undefined)
        throw new LambdaServiceError('ResourceNotFoundException', 404, `Function not found: ${name}`);
      const aborted = new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
      return Promise.race([handler(payload), aborted]);
    },
    workerCount: () => 0,
    close: async () => undefined,
  };
}

import { join } from 'node:path';
import { ArchiverError } from '../../core/errors.ts';
import type { EvaluatedResource } from '../template/evaluateTemplate.ts';

/** A function as the host runs it. */
export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  /** The bundled module. */
  readonly file: string;
  /** The export that is called. */
  readonly exportName: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  /** What the template declares, and nothing of the shell's. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Lambda's defaults where a template sets none. Documented: CloudFormation reference, AWS::Lambda::Function. */
const DEFAULT_MEMORY_MB = 128;
const DEFAULT_TIMEOUT_SECONDS = 3;

/** Reads an evaluated `AWS::Lambda::Function`; its code is `{bundleDir}/{handler path}.mjs`. */
export function lambdaFunction(resource: EvaluatedResource, bundleDir: string): LambdaFunction {
  const { Handler, MemorySize, Timeout, Environment } = resource.properties;
  const handler = typeof Handler === 'string' ? Handler : '';
  const dot = handler.lastIndexOf('.');
  if (dot <= 0) throw new ArchiverError('InvalidInput', `${resource.logicalId} has no handler of the form path.export`);
  const variables = (Environment as { Variables?: Record<string, unknown> } | undefined)?.Variables ?? {};
  return {
    name: resource.ref,
    arn: resource.attributes.Arn ?? resource.ref,
    file: join(bundleDir, `${handler.slice(0, dot)}.mjs`),
    exportName: handler.slice(dot + 1),
    memoryMb: Number(MemorySize ?? DEFAULT_MEMORY_MB),
    timeoutMs: Number(Timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1000,
    environment: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)])),
  };
}

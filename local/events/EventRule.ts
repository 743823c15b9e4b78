import type { InputTransformer } from './transformInput.ts';

export interface EventTarget {
  readonly arn: string;
  readonly input?: string;
  readonly inputPath?: string;
  readonly transformer?: InputTransformer;
}

export interface EventRule {
  readonly name: string;
  readonly bus: string;
  readonly pattern: unknown;
  readonly targets: readonly EventTarget[];
}

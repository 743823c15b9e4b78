import type { FragmentPersisted } from '../kvs/operations/Operation.ts';
import type { ExecutionStatusChange } from '../states/StateMachine.ts';

/** What the stack tells while it runs, for a terminal or a page to show. */
export type StackEvent =
  | { readonly type: 'fragment-persisted'; readonly fragment: FragmentPersisted }
  | { readonly type: 'execution-changed'; readonly execution: ExecutionStatusChange }
  | { readonly type: 'object-created'; readonly bucket: string; readonly key: string; readonly bytes: number }
  /** Something failed that no client was there to be told of. */
  | { readonly type: 'failure'; readonly where: string; readonly message: string; readonly error: unknown };

/** A step of the start. */
export type StartStep = 'packaging' | 'opening' | 'ready';

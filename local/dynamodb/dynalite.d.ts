/** The inner modules of dynalite 4.0.0 that the embedded stack calls (it ships no types; the version is pinned). */
declare module 'dynalite/db/index.js' {
  export interface DynaliteStore {
    tableDb: {
      awsAccountId: string;
      awsRegion: string;
      get(key: string, callback: (error: Error | null, table?: Record<string, unknown>) => void): void;
      put(key: string, table: Record<string, unknown>, callback: (error: Error | null) => void): void;
    };
    lifecycleManager: { gracefulClose(callback: (error?: Error | null) => void): void };
    db: { open(): Promise<void> };
  }
  export function create(options: Record<string, unknown>): DynaliteStore;
}
declare module 'dynalite/validations/index.js' {
  export function checkTypes(data: unknown, types: unknown): Record<string, unknown>;
  export function checkValidations(data: unknown, types: unknown, custom: unknown, store: unknown): void;
}
declare module 'dynalite/validations/*.js' {
  export const types: unknown;
  export const custom: unknown;
}
declare module 'dynalite/actions/*.js' {
  import type { DynaliteStore } from 'dynalite/db/index.js';

  const action: (
    store: DynaliteStore,
    data: Record<string, unknown>,
    callback: (error: unknown, result?: Record<string, unknown>) => void,
  ) => void;
  export default action;
}

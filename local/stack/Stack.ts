import type { System } from '../../core/system.ts';
import type { Intercept } from '../gateway/createGateway.ts';
import type { KvsSettings } from '../kvs/settings.ts';
import type { StackEvent, StartStep } from './StackEvent.ts';

export interface StackOptions {
  /** The folder of `serverless.yml`. */
  readonly root: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Loopback unless told otherwise. */
  readonly host?: string;
  readonly dataDir: string;
  /** Where packages are cached; by default under the root's `node_modules/.cache`. */
  readonly cacheDir?: string;
  readonly stage?: string;
  /** Values for the stage's parameters, as `sls --param`. */
  readonly params?: Readonly<Record<string, string>>;
  /** Whether signatures and tokens are verified. */
  readonly auth?: boolean;
  readonly quotas?: KvsSettings['quotas'];
  readonly kvs?: Partial<KvsSettings>;
  /** By default AWS_REGION, AWS_DEFAULT_REGION, us-east-1. */
  readonly region?: string;
  readonly system: System;
  readonly onProgress?: (step: StartStep) => void;
  readonly onEvent?: (event: StackEvent) => void;
  readonly intercept?: Intercept;
}

export interface Stack {
  /** `http://127.0.0.1:4566`, without a slash at its end. */
  readonly url: string;
  readonly region: string;
  readonly accountId: string;
  /** What the deployed stack would output; the same as `GET /_local/outputs`. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The file with the administrator's keys. */
  readonly credentialsPath: string;
  /** With `auth`: the file with the password of whoever signs in. */
  readonly passwordPath?: string | undefined;
  readonly logsDir: string;
  /** Types in the template that nothing stands for. */
  readonly unknownTypes: readonly string[];
  close(): Promise<void>;
}

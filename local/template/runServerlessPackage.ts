import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ArchiverError } from '../../core/errors.ts';

export interface ServerlessPackageOptions {
  readonly root: string;
  readonly stage: string;
  readonly out: string;
  readonly params: Readonly<Record<string, string>>;
  /** The functions' archives lie in `out` already, from another package of the same code. */
  readonly bundled?: boolean;
}

/** A bundle error can hang the packager; a machine where many work at once takes minutes where it takes seconds alone. */
const PACKAGE_LIMIT_MS = 600_000;
/** As much of its output as an error message carries. */
const KEPT_OUTPUT = 8_000;

/** The packager's own entry file, found from the service's folder as Node finds modules. */
function serverlessEntry(root: string): string {
  const require = createRequire(join(root, 'package.json'));
  let manifestPath: string;
  try {
    manifestPath = require.resolve('serverless/package.json');
  } catch (cause) {
    throw new ArchiverError('InvalidInput', `the package "serverless" is not installed in ${root}: run npm ci`, {
      cause,
    });
  }
  const manifest = require(manifestPath) as { bin?: string | Record<string, string> };
  const bin = typeof manifest.bin === 'string' ? manifest.bin : (manifest.bin?.serverless ?? manifest.bin?.sls);
  if (bin === undefined) throw new ArchiverError('Internal', `${manifestPath} names no program`);
  return join(dirname(manifestPath), bin);
}

/** The shell's environment without anything that could reach an account or change the result. */
function offlineEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(AWS_|SLS_|SERVERLESS_|NODE_OPTIONS$|JEST_|NODE_ENV$)/.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    SLS_NOTIFICATIONS_MODE: 'off',
    SLS_TELEMETRY_DISABLED: '1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    NO_COLOR: '1',
    FORCE_COLOR: '0',
  };
}

/**
 * Runs `sls package` offline, without credentials.
 * @throws ArchiverError InvalidInput with the end of its output when it fails or hangs
 */
export function runServerlessPackage(options: ServerlessPackageOptions): Promise<void> {
  const args = [serverlessEntry(options.root), 'package', '--stage', options.stage, '--package', options.out];
  for (const [name, value] of Object.entries(options.params)) args.push('--param', `${name}=${value}`);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: options.root,
      env: { ...offlineEnvironment(), KVS_ARCHIVER_BUNDLED: String(options.bundled === true) },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: PACKAGE_LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-KEPT_OUTPUT);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (cause) => reject(new ArchiverError('Internal', 'sls package could not be started', { cause })));
    child.on('close', (code, signal) => {
      if (code === 0) return resolve();
      const how = signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
      reject(new ArchiverError('InvalidInput', `sls package in ${options.root} ${how}:\n${output.trim()}`));
    });
  });
}

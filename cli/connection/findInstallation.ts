import { ArchiverError, isArchiverError } from '../../core/errors.ts';
import type { Context } from '../Context.ts';
import type { SystemOptions } from '../options/systemOptions.ts';
import type { Installation, Keys } from './Installation.ts';
import { unreachable } from './unreachable.ts';

const USUAL_ENDPOINT = 'http://127.0.0.1:4566';
const ANSWER_WITHIN_MS = 5_000;
/** Without `--auth` the embedded stack takes any keys. */
const ANY_KEYS: Keys = { accessKeyId: 'local', secretAccessKey: 'local' };

/**
 * Finds the system: a stage or a profile that is named is in AWS; else `--endpoint` or AWS_ENDPOINT_URL; else an embedded
 * stack at its usual address; else the stage `prod` in AWS.
 *
 * @throws ArchiverError that says what to do; `Internal` where the one that was named is out of reach
 */
export async function findInstallation(options: SystemOptions, context: Context): Promise<Installation> {
  if (options.stage !== undefined || options.profile !== undefined) return findDeployed(options, context);
  const named = options.endpoint ?? context.env.AWS_ENDPOINT_URL;
  if (named === undefined && !(await answersAt(USUAL_ENDPOINT))) {
    return findDeployed(options, context).catch((cause: unknown) => {
      throw alsoNotHere(cause);
    });
  }
  const endpoint = readEndpoint(
    named ?? USUAL_ENDPOINT,
    options.endpoint === undefined ? 'AWS_ENDPOINT_URL' : '--endpoint',
  );
  const outputs = await readOutputs(endpoint);
  const region =
    options.region ?? context.env.AWS_REGION ?? context.env.AWS_DEFAULT_REGION ?? outputs.Region ?? 'us-east-1';
  const place = `the stack at ${endpoint}`;
  return { place, endpoint, region, outputs, keys: () => findKeys(endpoint, region, context) };
}

async function findDeployed(options: SystemOptions, context: Context): Promise<Installation> {
  const { findDeployedStack } = await import('./findDeployedStack.ts');
  return findDeployedStack(options, context);
}

/** Whether anything answers; what it is, is looked at later. */
async function answersAt(endpoint: string): Promise<boolean> {
  return fetch(`${endpoint}/_local/health`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }).then(
    () => true,
    () => false,
  );
}

/** Neither here nor in AWS: says both. */
function alsoNotHere(cause: unknown): unknown {
  if (!isArchiverError(cause)) return cause;
  const message = `no stack answers at ${USUAL_ENDPOINT} (npm start brings one up), and in AWS: ${cause.message}`;
  return new ArchiverError(cause.kind, message, { cause });
}

/** @throws ArchiverError `InvalidInput` */
function readEndpoint(text: string, source: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new ArchiverError('InvalidInput', `${source}: ${text} is no address such as ${USUAL_ENDPOINT}`);
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

async function readOutputs(endpoint: string): Promise<Record<string, string>> {
  const url = `${endpoint}/_local/outputs`;
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    text = await response.text();
  } catch (cause) {
    throw unreachable(endpoint, cause);
  }
  if (response.status === 503) {
    throw new ArchiverError('NotYetAvailable', `the stack at ${endpoint} is starting or stopping: try again`);
  }
  try {
    const outputs: unknown = JSON.parse(text);
    if (response.ok && typeof outputs === 'object' && outputs !== null) return outputs as Record<string, string>;
  } catch (cause) {
    throw notOurs(endpoint, cause);
  }
  throw notOurs(endpoint);
}

const notOurs = (endpoint: string, cause?: unknown): ArchiverError =>
  new ArchiverError('InvalidInput', `what answers at ${endpoint} is no kvs-archiver stack`, { cause });

async function findKeys(endpoint: string, region: string, { env }: Context): Promise<Keys> {
  const named = env.AWS_ACCESS_KEY_ID !== undefined || env.AWS_PROFILE !== undefined;
  if (!named && isLoopback(new URL(endpoint).hostname)) return ANY_KEYS;
  const { SFNClient } = await import('@aws-sdk/client-sfn');
  const client = new SFNClient({ region, endpoint });
  try {
    return await client.config.credentials();
  } catch (cause) {
    throw new ArchiverError('AccessDenied', `no credentials are found: ${String(cause)}`, { cause });
  } finally {
    client.destroy();
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

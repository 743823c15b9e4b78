import { ArchiverError } from '../../core/errors.ts';
import type { Context } from '../Context.ts';
import type { SystemOptions } from '../options/systemOptions.ts';
import type { Installation, Keys } from './Installation.ts';
import { unreachable } from './unreachable.ts';

const USUAL_ENDPOINT = 'http://127.0.0.1:4566';
const ANSWER_WITHIN_MS = 5_000;
/** Without `--auth` the embedded stack takes any keys. */
const ANY_KEYS: Keys = { accessKeyId: 'local', secretAccessKey: 'local' };

/**
 * Finds the system: `--endpoint`, AWS_ENDPOINT_URL, or an embedded stack at its usual address.
 *
 * @throws ArchiverError `InvalidInput` where there is none; `Internal` where the one that was named is out of reach
 */
export async function findInstallation(options: SystemOptions, context: Context): Promise<Installation> {
  const named = options.endpoint ?? context.env.AWS_ENDPOINT_URL;
  const endpoint = readEndpoint(
    named ?? USUAL_ENDPOINT,
    options.endpoint === undefined ? 'AWS_ENDPOINT_URL' : '--endpoint',
  );
  const outputs = await readOutputs(endpoint, named === undefined);
  const region =
    options.region ?? context.env.AWS_REGION ?? context.env.AWS_DEFAULT_REGION ?? outputs.Region ?? 'us-east-1';
  return { endpoint, region, outputs, keys: () => findKeys(endpoint, region, context) };
}

/** @throws ArchiverError `InvalidInput` */
function readEndpoint(text: string, source: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new ArchiverError('InvalidInput', `${source}: ${text} is no address such as ${USUAL_ENDPOINT}`);
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

async function readOutputs(endpoint: string, guessed: boolean): Promise<Record<string, string>> {
  const url = `${endpoint}/_local/outputs`;
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    text = await response.text();
  } catch (cause) {
    if (!guessed) throw unreachable(endpoint, cause);
    throw new ArchiverError(
      'InvalidInput',
      `no stack answers at ${USUAL_ENDPOINT}: start one with npm start, or name another with --endpoint or ` +
        'AWS_ENDPOINT_URL (a stack in AWS is not found by its name yet)',
      { cause },
    );
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

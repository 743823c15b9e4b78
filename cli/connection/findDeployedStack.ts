import type { CloudFormationClient, Stack } from '@aws-sdk/client-cloudformation';
import { ArchiverError, isArchiverError } from '../../core/errors.ts';
import type { Context } from '../Context.ts';
import type { SystemOptions } from '../options/systemOptions.ts';
import type { Installation, Keys } from './Installation.ts';

const USUAL_STAGE = 'prod';
/** As serverless/names.cjs makes stages: anything else has never been deployed. */
const STAGE = /^[a-z][a-z0-9-]{0,19}$/;
const BROKEN_CONNECTION = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|TimeoutError)\b/;
const BAD_KEYS = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
  'AuthFailure',
]);

/**
 * Finds a stack in AWS by its name, `kvs-archiver-{stage}`: its outputs name all the rest. Nothing is remembered.
 *
 * @throws ArchiverError that says what to do: `InvalidInput` for no Region or no such stack, `AccessDenied` for keys,
 *   `NotYetAvailable` while it is being made, `Internal` where AWS cannot be reached
 */
export async function findDeployedStack(options: SystemOptions, context: Context): Promise<Installation> {
  const stage = options.stage ?? USUAL_STAGE;
  if (!STAGE.test(stage)) {
    throw new ArchiverError(
      'InvalidInput',
      `--stage: ${JSON.stringify(stage)} is no stage; a-z, 0-9 and -, at most 20`,
    );
  }
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const { env } = context;
  const named = namedKeys(options, context);
  const region = options.region ?? env.AWS_REGION ?? env.AWS_DEFAULT_REGION;
  const endpoint = env.AWS_ENDPOINT_URL_CLOUDFORMATION;
  const profile = options.profile ?? env.AWS_PROFILE;
  const client = new CloudFormationClient({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(profile === undefined ? {} : { profile }),
    ...(named === undefined ? {} : { credentials: named }),
    maxAttempts: 2,
  });
  try {
    const found = { stackName: `kvs-archiver-${stage}`, stage, region: await regionOf(client) };
    const keys = await keysOf(client, found.region);
    const answer = await client
      .send(new DescribeStacksCommand({ StackName: found.stackName }))
      .catch((error: unknown) => Promise.reject(inWords(error, found)));
    const outputs = outputsOf(answer.Stacks?.[0], found);
    const place = `${found.stackName} in ${found.region}`;
    return { place, region: found.region, outputs, keys: () => Promise.resolve(keys) };
  } finally {
    client.destroy();
  }
}

interface Sought {
  readonly stackName: string;
  readonly stage: string;
  readonly region: string;
}

/** Keys of the environment, which a profile that is named wins over. */
function namedKeys({ profile }: SystemOptions, { env }: Context): Keys | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: token } = env;
  if (profile !== undefined || accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return { accessKeyId, secretAccessKey, ...(token === undefined ? {} : { sessionToken: token }) };
}

async function regionOf(client: CloudFormationClient): Promise<string> {
  try {
    return await client.config.region();
  } catch (cause) {
    const message = 'no Region is named: --region, AWS_REGION, or a region in the profile; a stack lives in one Region';
    throw new ArchiverError('InvalidInput', message, { cause });
  }
}

async function keysOf(client: CloudFormationClient, region: string): Promise<Keys> {
  try {
    return await client.config.credentials();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ArchiverError(
      'AccessDenied',
      `no AWS credentials are found for ${region} (${why}): name a profile with --profile, sign in with aws sso login, ` +
        'or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
      { cause },
    );
  }
}

/** What CloudFormation says, and what to do about it. */
function inWords(error: unknown, { stackName, stage, region }: Sought): ArchiverError {
  if (isArchiverError(error)) return error;
  const {
    name = 'Error',
    message = '',
    code = '',
  } = (error ?? {}) as { name?: string; message?: string; code?: string };
  const tell = (kind: ArchiverError['kind'], text: string) => new ArchiverError(kind, text, { cause: error });
  if (name === 'ValidationError' && /does not exist/.test(message)) {
    return tell(
      'InvalidInput',
      `there is no stack ${stackName} in ${region}: name another with --stage or --region, or deploy it with ` +
        `npx sls deploy --stage ${stage} --region ${region}`,
    );
  }
  if (BAD_KEYS.has(name)) {
    return tell(
      'AccessDenied',
      `AWS does not take the credentials (${name}): sign in again, or name a profile with --profile`,
    );
  }
  if (name === 'AccessDenied' || name === 'AccessDeniedException') {
    return tell(
      'AccessDenied',
      `your identity may not look for the stack: cloudformation:DescribeStacks on ${stackName} (${message})`,
    );
  }
  if (name === 'Throttling' || name === 'ThrottlingException') {
    return tell('Throttled', 'CloudFormation is asked too often: try again');
  }
  const broken = BROKEN_CONNECTION.exec(`${code} ${name} ${message}`)?.[1];
  if (broken !== undefined) {
    const doubt = `is ${region} a Region, and is there a network?`;
    return tell('Internal', `CloudFormation in ${region} cannot be reached (${broken}): ${doubt}`);
  }
  return tell('Internal', `CloudFormation in ${region}: ${name}: ${message}`);
}

/** The outputs of a stack that can be used. */
function outputsOf(stack: Stack | undefined, { stackName, stage, region }: Sought): Readonly<Record<string, string>> {
  const status = stack?.StackStatus ?? 'unknown';
  const outputs = Object.fromEntries(
    (stack?.Outputs ?? []).flatMap(({ OutputKey, OutputValue }) =>
      OutputKey === undefined || OutputValue === undefined ? [] : [[OutputKey, OutputValue]],
    ),
  );
  if (outputs.ArchiveStateMachineArn !== undefined && !status.startsWith('DELETE_')) return outputs;
  if (status === 'CREATE_IN_PROGRESS' || status === 'REVIEW_IN_PROGRESS') {
    throw new ArchiverError('NotYetAvailable', `${stackName} in ${region} is being made (${status}): try again`);
  }
  throw new ArchiverError(
    'InvalidInput',
    `${stackName} in ${region} cannot be used (${status}): look at its events, and deploy it again with ` +
      `npx sls deploy --stage ${stage} --region ${region}`,
  );
}

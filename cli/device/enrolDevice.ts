import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ArchiverError } from '../../core/errors.ts';
import type { Context } from '../Context.ts';
import { findInstallation } from '../connection/findInstallation.ts';
import type { Installation } from '../connection/Installation.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { printJson } from '../options/printJson.ts';
import type { SystemOptions } from '../options/systemOptions.ts';
import { enrolByAwsCli } from './enrolByAwsCli.ts';

export interface EnrolOptions extends SystemOptions {
  readonly thing: string;
  readonly out: string;
}

/** Of a thing that is to have a stream of its name: what both allow. */
const THING = /^[a-zA-Z0-9_-]{1,128}$/;
const ANSWER_WITHIN_MS = 10_000;

/**
 * Makes a thing with a certificate and writes what a device needs into a folder: on an embedded stack at once; for a
 * stack in AWS it prints the commands of the AWS CLI that do it, to be looked at and run.
 */
export async function enrolDevice(options: EnrolOptions, context: Context): Promise<ExitCode> {
  if (!THING.test(options.thing)) {
    throw new ArchiverError(
      'InvalidInput',
      `--thing: "${options.thing}" is not 1 to 128 of a-z, A-Z, 0-9, "_" and "-"`,
    );
  }
  const installation = await findInstallation(options, context);
  const { stdout, stderr } = context;
  if (installation.endpoint === undefined) {
    stdout.write(enrolByAwsCli({ ...options, region: installation.region, outputs: installation.outputs }));
    stderr.write(`these commands enrol ${options.thing} in AWS: look at them, then run them with sh\n`);
    return EXIT.ok;
  }
  const { certificate, privateKey, ca } = await makeThing(installation.endpoint, options.thing);
  const config = configOf(installation, installation.endpoint, options.thing);
  await mkdir(options.out, { recursive: true, mode: 0o700 });
  // A key that is there is another device's, or this one's from before: it is never written over.
  await writeNew(join(options.out, 'device.key'), privateKey, 0o600);
  await writeNew(join(options.out, 'device.pem'), certificate, 0o644);
  await writeNew(join(options.out, 'ca.pem'), ca, 0o644);
  await writeNew(join(options.out, 'device.json'), `${JSON.stringify(config, undefined, 2)}\n`, 0o644);
  const path = join(options.out, 'device.json');
  if (options.json === true) printJson(stdout, { thing: options.thing, config: path });
  else {
    stdout.write(
      `${options.thing} is enrolled. Its camera:\n  kvs-archiver device run --iot-config ${path} --source FILE --create\n`,
    );
  }
  return EXIT.ok;
}

interface Answer {
  readonly certificate: string;
  readonly privateKey: string;
  readonly ca: string;
}

async function makeThing(endpoint: string, name: string): Promise<Answer> {
  const response = await fetch(`${endpoint}/_local/things`, {
    method: 'POST',
    body: JSON.stringify({ name }),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  const body = (await response.json()) as Partial<Answer> & { error?: { message?: string } };
  const { certificate, privateKey, ca } = body;
  if (response.status === 201 && certificate !== undefined && privateKey !== undefined && ca !== undefined) {
    return { certificate, privateKey, ca };
  }
  const kind = response.status === 409 ? 'Conflict' : 'InvalidInput';
  throw new ArchiverError(kind, `--thing: ${body.error?.message ?? `the stack answered ${response.status}`}`);
}

function configOf({ region, outputs }: Installation, endpointUrl: string, thing: string): Record<string, string> {
  const { IotCredentialsEndpoint, DeviceRoleAlias, ApiUrl } = outputs;
  if (IotCredentialsEndpoint === undefined || DeviceRoleAlias === undefined) {
    throw new ArchiverError('InvalidInput', 'the stack has no credentials provider: it is of an older version');
  }
  return {
    endpoint: IotCredentialsEndpoint,
    certificate: 'device.pem',
    key: 'device.key',
    ca: 'ca.pem',
    roleAlias: DeviceRoleAlias,
    thing,
    region,
    endpointUrl,
    ...(ApiUrl === undefined ? {} : { apiUrl: ApiUrl }),
  };
}

async function writeNew(path: string, text: string, mode: number): Promise<void> {
  try {
    await writeFile(path, text, { mode, flag: 'wx' });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === 'EEXIST' ? 'is there already' : `cannot be written: ${code}`;
    throw new ArchiverError('InvalidInput', `--out: ${path} ${why}`, { cause });
  }
}

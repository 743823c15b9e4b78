import { KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { ArchiverError, isArchiverError } from '../../core/errors.ts';
import { formatSpan, formatTime } from '../../core/time/formatTime.ts';
import type { CredentialProvider } from '../../device/credentials/CredentialProvider.ts';
import { type IotSettings, regionOfEndpoint } from '../../device/credentials/IotSettings.ts';
import { openIotCredentials } from '../../device/credentials/openIotCredentials.ts';
import type { Context } from '../Context.ts';
import { findInstallation } from '../connection/findInstallation.ts';
import type { SystemOptions } from '../options/systemOptions.ts';
import { type IotOptions, readIotOptions } from './iotOptions.ts';

/** Where a device sends, and who it is there. To be closed when it is done. */
export interface DeviceConnection {
  readonly region: string;
  /** Of an embedded stack; AWS has those of AWS. */
  readonly endpoint?: string;
  /** Asked before each call: it renews what ends. */
  readonly credentials: CredentialProvider;
  /** Of the HTTP API, for segment reports; unknown to a device that may not look at the stack. */
  readonly apiUrl?: string;
  /** The thing that its certificate is attached to. */
  readonly thing?: string;
  /** What people should be told. */
  readonly notices: readonly string[];
  close(): Promise<void>;
}

/** Documented: a signed request is good for 5 minutes. */
const CLOCK_MAY_DIFFER_MS = 5 * 60_000;

/**
 * Finds out where a device sends and by which credentials: those of its certificate where `--iot-config` or `--iot-*`
 * are given, else those that the AWS SDK finds (environment, profile, and so on), renewed as they end. A device needs no
 * right to look at the stack.
 *
 * @param say told of what people should know while it runs
 * @throws ArchiverError that says what to do
 */
export async function connectDevice(
  options: SystemOptions & IotOptions,
  context: Context,
  say: (notice: string) => void,
): Promise<DeviceConnection> {
  const settings = await readIotOptions(options);
  return settings === undefined ? findByKeys(options, context) : openByCertificate(settings, options, context, say);
}

async function openByCertificate(
  settings: IotSettings,
  options: SystemOptions,
  { env, system }: Context,
  say: (notice: string) => void,
): Promise<DeviceConnection> {
  const endpoint = options.endpoint ?? settings.endpointUrl ?? env.AWS_ENDPOINT_URL;
  const region =
    options.region ??
    settings.region ??
    regionOfEndpoint(settings.endpoint) ??
    env.AWS_REGION ??
    env.AWS_DEFAULT_REGION;
  if (region === undefined) {
    throw new ArchiverError('InvalidInput', 'no Region is named: --region, or "region" in the file of --iot-config');
  }
  let toldClock = false;
  const credentials = await openIotCredentials({
    settings,
    system,
    onEvent(event) {
      if (event.kind !== 'renewal-failed') return;
      const left = event.expiresMs - system.clock.now();
      const hold = left > 0 ? `the old ones hold for ${formatSpan(left)}` : 'the old ones have ended';
      say(
        `credentials were not renewed, ${hold}; trying again ${formatTime(event.nextTryMs)}: ${event.because.message}`,
      );
    },
    onClock(aheadMs) {
      const off = Math.abs(aheadMs) > CLOCK_MAY_DIFFER_MS;
      if (off && !toldClock) {
        const way = aheadMs > 0 ? 'behind' : 'ahead';
        say(
          `this machine's clock is ${formatSpan(Math.abs(aheadMs))} ${way}: AWS refuses what is signed by it, and footage ` +
            'would bear wrong times. Set it (NTP: timedatectl set-ntp true)',
        );
      }
      toldClock = off;
    },
  });
  return {
    region,
    ...(endpoint === undefined ? {} : { endpoint: endpoint.replace(/\/+$/, '') }),
    credentials: credentials.provide,
    ...(settings.apiUrl === undefined ? {} : { apiUrl: settings.apiUrl }),
    thing: settings.thing,
    notices: credentials.notices,
    close: () => credentials.close(),
  };
}

async function findByKeys(options: SystemOptions, context: Context): Promise<DeviceConnection> {
  const found = await findInstallation(options, context).catch((error: unknown) => {
    if (isArchiverError(error)) return error;
    throw error;
  });
  const close = () => Promise.resolve();
  if (!isArchiverError(found) && found.endpoint !== undefined) {
    const { endpoint, region, outputs, keys } = found;
    return { region, endpoint, credentials: keys, ...apiUrlOf(outputs), notices: [], close };
  }
  if (isArchiverError(found)) {
    const named =
      options.stage ?? options.endpoint ?? (options.profile === undefined ? context.env.AWS_ENDPOINT_URL : undefined);
    // Whoever names a stack means it; that one may not look at it is another matter.
    if (named !== undefined && found.kind !== 'AccessDenied') throw found;
  }
  // In AWS. The stack is looked at for the address of its API alone: who may not look at it may still send.
  const { profile } = options;
  const named = options.region ?? (isArchiverError(found) ? undefined : found.region);
  const client = new KinesisVideoClient({
    ...(named === undefined ? {} : { region: named }),
    ...(profile === undefined ? {} : { profile }),
  });
  try {
    const region = await client.config.region();
    await client.config.credentials();
    return {
      region,
      credentials: async () => client.config.credentials(),
      ...(isArchiverError(found) ? {} : apiUrlOf(found.outputs)),
      notices: isArchiverError(found)
        ? [`the stack cannot be looked at, so segments are not reported: ${found.message}`]
        : [],
      close: () => Promise.resolve(client.destroy()),
    };
  } catch (error) {
    client.destroy();
    if (isArchiverError(found)) throw found;
    throw new ArchiverError('AccessDenied', `no credentials are found: ${String(error)}`, { cause: error });
  }
}

const apiUrlOf = ({ ApiUrl }: Readonly<Record<string, string>>): { apiUrl?: string } =>
  ApiUrl === undefined ? {} : { apiUrl: ApiUrl };

import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { ArchiverError } from '../../core/errors.ts';
import { type IotSettings, parseIotSettings } from '../../device/credentials/IotSettings.ts';

/** How a device gets its credentials by a certificate. */
export interface IotOptions {
  readonly iotConfig?: string;
  readonly iotEndpoint?: string;
  readonly iotCert?: string;
  readonly iotKey?: string;
  readonly iotCa?: string;
  readonly roleAlias?: string;
  readonly thing?: string;
}

/** Adds `--iot-config` and the options that stand for its fields. */
export function withIotOptions(command: Command): Command {
  return command
    .option('--iot-config <file>', 'credentials by a certificate, as `device enrol` writes it; the options below win')
    .option('--iot-endpoint <host>', "of AWS IoT's credentials provider")
    .option('--iot-cert <file>', "the device's certificate, PEM")
    .option('--iot-key <file>', "the certificate's private key, PEM")
    .option('--iot-ca <file>', "who signed the endpoint's certificate, PEM (default: those that Node knows)")
    .option('--role-alias <name>', 'of the role that the credentials are for')
    .option('--thing <name>', 'the thing that the certificate is attached to');
}

/** The fields of the file, by the options that stand for them. */
const OPTIONS = {
  endpoint: 'iotEndpoint',
  certificate: 'iotCert',
  key: 'iotKey',
  ca: 'iotCa',
  roleAlias: 'roleAlias',
  thing: 'thing',
} as const;

const PATHS = ['certificate', 'key', 'ca'] as const;

const optionName = (field: string): string => {
  const option = OPTIONS[field as keyof typeof OPTIONS] ?? field;
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
};

/**
 * What the options and the file say together; undefined where there is no sign of either.
 * @throws ArchiverError `InvalidInput` that names the option or the file with its field
 */
export async function readIotOptions(options: IotOptions): Promise<IotSettings | undefined> {
  const given = Object.fromEntries(
    Object.entries(OPTIONS)
      .map(([field, option]) => [field, options[option]])
      .filter(([, value]) => value !== undefined),
  );
  if (options.iotConfig === undefined) {
    if (Object.keys(given).length === 0) return undefined;
    return parseIotSettings(given, 'credentials by a certificate', optionName);
  }
  const path = options.iotConfig;
  const stored = await readConfig(path);
  for (const field of PATHS) {
    if (typeof stored[field] === 'string') stored[field] = resolve(dirname(path), stored[field]);
  }
  return parseIotSettings({ ...stored, ...given }, `--iot-config ${path}`);
}

async function readConfig(path: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'is not there' : `cannot be read: ${code}`;
    throw new ArchiverError('InvalidInput', `--iot-config: ${path} ${why}`, { cause });
  }
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return { ...parsed };
  } catch {
    // Said below; the parser's words quote the file.
  }
  throw new ArchiverError('InvalidInput', `--iot-config: ${path} is no JSON object`);
}

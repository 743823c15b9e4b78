import { ArchiverError, isArchiverError } from '../../core/errors.ts';
import { sendEvent } from '../../device/events/control/sendEvent.ts';
import { parseDeviceEvent, parseMetadata } from '../../device/events/parseDeviceEvent.ts';
import type { Context } from '../Context.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { printJson } from '../options/printJson.ts';

export interface SendEventOptions {
  readonly socket: string;
  readonly image?: boolean;
  readonly imagePrefix?: string;
  readonly notify?: boolean;
  readonly metadata?: readonly string[];
  readonly json?: boolean;
}

/** Tells a running device of an event. 0 when its fragment will be marked. */
export async function sendDeviceEvent(options: SendEventOptions, { stdout }: Context): Promise<ExitCode> {
  const { socket, image, imagePrefix, notify, metadata } = options;
  const event = parseDeviceEvent({
    ...(image === undefined ? {} : { image }),
    ...(imagePrefix === undefined ? {} : { imagePrefix }),
    ...(notify === undefined ? {} : { notify }),
    ...(metadata === undefined ? {} : { metadata: parseMetadata(metadata, '--metadata') }),
  });
  try {
    await sendEvent(socket, event);
  } catch (cause) {
    if (!isArchiverError(cause, 'NotFound')) throw cause;
    throw new ArchiverError('NotFound', `--socket: ${cause.message}; a device does with --control`, { cause });
  }
  if (options.json === true) printJson(stdout, { event });
  else stdout.write('the fragment that is open now is marked\n');
  return EXIT.ok;
}

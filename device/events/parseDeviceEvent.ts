import * as z from 'zod';
import { ArchiverError } from '../../core/errors.ts';
import { parseWith } from '../../core/streams/enrolment.ts';
import type { DeviceEvent } from './DeviceEvent.ts';
import { eventTags } from './eventTags.ts';

const deviceEvent = z.strictObject({
  image: z.boolean().optional(),
  imagePrefix: z.string().optional(),
  notify: z.boolean().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
});

/**
 * An event as JSON has it: `{"image":true,"imagePrefix":"door/","notify":true,"metadata":{"why":"bell"}}`, all optional.
 * @throws ArchiverError `InvalidInput`, naming the field, for what no fragment can be marked with
 */
export function parseDeviceEvent(input: unknown): DeviceEvent {
  const event = parseWith(deviceEvent, input) as DeviceEvent;
  eventTags(event);
  return event;
}

/**
 * `name=value` of a command line, each name once.
 * @throws ArchiverError `InvalidInput`, naming `option`
 */
export function parseMetadata(pairs: readonly string[], option: string): Record<string, string> {
  const metadata: Record<string, string> = {};
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    if (at < 1) throw new ArchiverError('InvalidInput', `${option}: ${JSON.stringify(pair)} is not name=value`);
    if (Object.hasOwn(metadata, name)) throw new ArchiverError('InvalidInput', `${option}: ${name} is given twice`);
    Object.defineProperty(metadata, name, { value: pair.slice(at + 1), enumerable: true });
  }
  return metadata;
}

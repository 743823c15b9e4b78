import { IMAGE_FILE, type ImageForm } from './imageForm.ts';

/**
 * Metadata of an image's object that KVS writes (documented: automated image generation): which fragment it was made of,
 * and that fragment's two times in epoch milliseconds. Whatever else is there are the producer's own tags.
 */
export const IMAGE_METADATA = {
  fragmentNumber: 'aws_kinesisvideo_fragment_number',
  producerMs: 'aws_kinesisvideo_producer_timestamp',
  serverMs: 'aws_kinesisvideo_server_timestamp',
} as const;

/** What an image's key is made of. */
export interface ImageName {
  /** The tag AWS_KINESISVIDEO_IMAGE_PREFIX of the fragment; none where it is empty. */
  readonly prefix: string;
  readonly accountId: string;
  readonly streamName: string;
  /** When the picture is shown, by the clock of the selector, epoch milliseconds. */
  readonly timecodeMs: number;
  readonly random: string;
  readonly format: ImageForm['format'];
}

/**
 * `{prefix}_{account}_{stream}_{timecode}_{random}.{jpg|png}` (documented: automated image generation). Assumed: without
 * a prefix the name begins with the account.
 */
export function imageName({ prefix, accountId, streamName, timecodeMs, random, format }: ImageName): string {
  const parts = [accountId, streamName, String(Math.round(timecodeMs)), random];
  return `${[...(prefix === '' ? [] : [prefix]), ...parts].join('_')}.${IMAGE_FILE[format].extension}`;
}

/** Stream names and prefixes hold underscores themselves: read from the end, and by the account's twelve digits. */
const NAME = /^(?:(.*)_)?(\d{12})_([a-zA-Z0-9_.-]{1,256})_(\d{1,16})_([^_/]+)\.(jpg|png)$/s;

/** What an image's key says, its place in front of it taken off; undefined for keys of another form. */
export function parseImageName(name: string): ImageName | undefined {
  const [, prefix = '', accountId, streamName, timecode, random, extension] = NAME.exec(name) ?? [];
  if (accountId === undefined || streamName === undefined || random === undefined) return undefined;
  const format = extension === 'png' ? 'PNG' : 'JPEG';
  return { prefix, accountId, streamName, timecodeMs: Number(timecode), random, format };
}

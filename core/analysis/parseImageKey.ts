import { STREAM_NAME } from '../streams/enrolment.ts';

/** What a delivered image's key tells. */
export interface ImageKey {
  readonly streamName: string;
  /** The image's moment, by whichever clock the stream's settings select. */
  readonly timecodeMs?: number;
}

/**
 * `<ImagePrefix>_<AccountId>_<StreamName>_<ImageTimecode>_<RandomGUID>.<jpg|png>`. Documented: Kinesis Video Streams
 * developer guide, "Getting started with Amazon S3 delivery". Prefix and stream may hold underscores themselves.
 */
const DELIVERED = /_(\d{1,15})_[0-9A-Za-z-]{8,64}\.(?:jpe?g|png)$/i;
/** Where the stack has images delivered: a device may write below its own name alone. */
const OWN_FOLDER = /^(?:images|requested)\/([^/]+)\//;
/** 9999-12-31, as everywhere. */
const LATEST_MS = 253_402_300_799_999;

/**
 * Reads an image's key. Below `images/{stream}/`, and where images are made on request, the folder says whose image it is, whatever the file's name claims: the
 * uploader's rights are bound to the folder.
 *
 * @returns nothing where the key names no stream
 */
export function parseImageKey(key: string): ImageKey | undefined {
  const file = key.slice(key.lastIndexOf('/') + 1);
  const delivered = DELIVERED.exec(file);
  const timecode = delivered === null ? undefined : Number(delivered[1]);
  const timecodeMs = timecode === undefined || timecode > LATEST_MS ? {} : { timecodeMs: timecode };
  const folder = OWN_FOLDER.exec(key)?.[1];
  if (folder !== undefined) return STREAM_NAME.test(folder) ? { streamName: folder, ...timecodeMs } : undefined;
  if (delivered === null) return undefined;
  // The prefix may look like an account too: a stream's own name is what follows the last.
  const streamName = /(?:.*_|^)\d{12}_(.+)$/.exec(file.slice(0, delivered.index))?.[1] ?? '';
  return STREAM_NAME.test(streamName) ? { streamName, ...timecodeMs } : undefined;
}

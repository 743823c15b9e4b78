import { ArchiverError } from '../errors.ts';
import {
  type FragmentNumber,
  fragmentNumber,
  type ProducerMs,
  producerMs,
  type ServerMs,
  serverMs,
} from '../fragment.ts';
import { LONGEST_FRAGMENT_MS } from '../windows/chooseWindow.ts';
import { parseImageKey } from './parseImageKey.ts';

/** Whose image it is, when it was taken, and from which fragment. */
export interface ImageIdentity {
  readonly streamName: string;
  readonly producerMs: ProducerMs;
  readonly fragmentNumber?: FragmentNumber;
  readonly serverMs?: ServerMs;
  readonly tags: Readonly<Record<string, string>>;
  readonly faults: readonly string[];
}

/** Documented: Kinesis Video Streams developer guide, "Getting started with Amazon S3 delivery", "S3 object metadata". */
const FRAGMENT = 'aws_kinesisvideo_fragment_number';
const PRODUCER = 'aws_kinesisvideo_producer_timestamp';
const SERVER = 'aws_kinesisvideo_server_timestamp';
/** 9999-12-31, as everywhere. */
const LATEST_MS = 253_402_300_799_999;
/** A fragment has 10 tags; a value of a tag has 256 bytes (service quotas). Metadata of others' making may have more. */
const MOST_TAGS = 10;
const MOST_OF_A_TAG = 256;

/**
 * Whose image an object is, by its key and metadata. Metadata say the fragment and its start by both clocks; the key
 * says the image's own moment by the clock that the stream's settings select. What is missing or no time is left out and
 * told in `faults`; where the metadata have no producer time the key's stands in.
 *
 * @throws ArchiverError `InvalidInput` where nothing tells the stream, or nothing the moment
 */
export function identifyImage(key: string, metadata: Readonly<Record<string, string>>): ImageIdentity {
  const named = parseImageKey(key);
  if (named === undefined) throw new ArchiverError('InvalidInput', `key: ${shown(key)} names no stream`);
  const faults: string[] = [];
  const given = new Map(Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), value]));
  const read = (name: string, form: RegExp): string | undefined => {
    const value = given.get(name);
    if (value !== undefined && form.test(value)) return value;
    faults.push(value === undefined ? `${name} is missing` : `${name}: ${shown(value)} is not ${form.source}`);
    return undefined;
  };
  const moment = (name: string): number | undefined => {
    const text = read(name, /^\d{1,15}$/);
    const ms = text === undefined ? undefined : Number(text);
    if (ms === undefined || ms <= LATEST_MS) return ms;
    faults.push(`${name}: ${ms} is after the year 9999`);
    return undefined;
  };
  const number = read(FRAGMENT, /^\d{1,128}$/);
  const fragmentStart = moment(PRODUCER);
  const server = moment(SERVER);
  const taken = takenAt(named.timecodeMs, fragmentStart, server);
  if (taken === undefined) {
    throw new ArchiverError('InvalidInput', `key: neither ${shown(key)} nor its metadata say when it was taken`);
  }
  return {
    streamName: named.streamName,
    producerMs: producerMs(taken),
    ...(number === undefined ? {} : { fragmentNumber: fragmentNumber(number) }),
    ...(server === undefined ? {} : { serverMs: serverMs(server) }),
    tags: tagsOf(given),
    faults,
  };
}

/** The image's moment in producer time: the key's where it lies within the fragment, by whichever clock it is. */
function takenAt(timecode: number | undefined, start: number | undefined, server: number | undefined) {
  const within = (from: number): boolean =>
    timecode !== undefined && timecode >= from && timecode <= from + LONGEST_FRAGMENT_MS;
  if (start === undefined) return timecode;
  if (timecode === undefined || within(start)) return timecode ?? start;
  if (server !== undefined && within(server)) return start + (timecode - server);
  return start;
}

function tagsOf(metadata: ReadonlyMap<string, string>): Record<string, string> {
  const own = [...metadata].filter(([name]) => !name.startsWith('aws_kinesisvideo_')).sort();
  return Object.fromEntries(own.slice(0, MOST_TAGS).map(([name, value]) => [name, value.slice(0, MOST_OF_A_TAG)]));
}

/** What somebody else wrote, for a message: not longer than a line. */
const shown = (text: string): string => JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);

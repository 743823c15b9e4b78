import * as z from 'zod';
import { parseWith, STREAM_NAME } from '../streams/enrolment.ts';

/** Longer ones would have to be looked for further away than one page of a table. */
export const LONGEST_SEGMENT_MS = 86_400_000;
/** 9999-12-31, as everywhere. */
const LATEST_MS = 253_402_300_799_999;

/** In a path and in a key: no spaces, nothing that a terminal obeys. */
const identifier = z.string().regex(/^[\x21-\x7e]{1,128}$/, 'is not 1 to 128 visible ASCII characters');
const moment = z
  .string()
  .regex(/^(0|[1-9]\d{0,14})$/, 'is not epoch milliseconds in digits')
  .refine((text) => Number(text) <= LATEST_MS, 'is after the year 9999');

/** What a device says that it recorded. All texts: that is what devices send. */
const segmentReport = z
  .strictObject({
    /** The segment's own unique id: a report that is sent again is the same report. */
    clientID: identifier,
    deviceID: identifier,
    streamName: z.string().regex(STREAM_NAME, 'is no KVS stream name; 1 to 256 of a-z A-Z 0-9 _ . -'),
    /** Producer time; one segment's end is the next one's begin. */
    begTime: moment,
    endTime: moment,
    /** Whole seconds, rounded or cut by the device as it likes: the times are what counts. */
    duration: z.string().regex(/^(0|[1-9]\d{0,5})$/, 'is not whole seconds in digits'),
  })
  .refine(({ begTime, endTime }) => Number(endTime) >= Number(begTime), {
    path: ['endTime'],
    message: 'is before begTime',
  })
  .refine(({ begTime, endTime }) => Number(endTime) - Number(begTime) <= LONGEST_SEGMENT_MS, {
    path: ['endTime'],
    message: 'is more than 24 hours after begTime',
  });

export type SegmentReport = z.output<typeof segmentReport>;

/** A report as it is kept. */
export interface StoredSegment extends SegmentReport {
  /** When it was written down first, by the clock of the service. */
  readonly writtenMs: number;
}

/** @throws ArchiverError `InvalidInput`, naming the field */
export function parseSegmentReport(input: unknown): SegmentReport {
  return parseWith(segmentReport, input);
}

/** @throws ArchiverError `InvalidInput`, naming `field` */
export function parseIdentifier(value: unknown, field: string): string {
  return parseWith(z.object({ [field]: identifier }), { [field]: value })[field] ?? '';
}

/** Whether both say the same of the same segment. */
export function sameReport(a: SegmentReport, b: SegmentReport): boolean {
  return REPORT_FIELDS.every((field) => a[field] === b[field]);
}

const REPORT_FIELDS = ['clientID', 'deviceID', 'streamName', 'begTime', 'endTime', 'duration'] as const;

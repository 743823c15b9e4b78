import { parseStreamName } from '../../core/streams/enrolment.ts';
import { setting } from '../environment.ts';
import { objectStore } from '../wiring/buckets.ts';
import { system } from '../wiring/system.ts';
import {
  detectionLayer,
  ledgerChanges,
  ledgerSpans,
  segmentLayer,
  streamNames,
  streamStore,
} from '../wiring/tables.ts';
import { respond } from './respond.ts';
import { SheetedSpans } from './steps/SheetedSpans.ts';
import { timeline, timelineRequest } from './steps/timeline.ts';

const ports = {
  names: streamNames(),
  streams: streamStore(),
  spans: new SheetedSpans({
    spans: ledgerSpans(),
    changes: ledgerChanges(),
    objects: objectStore(),
    workBucket: setting('WORK_BUCKET'),
    clock: system.clock,
  }),
  segments: segmentLayer(),
  detections: detectionLayer(),
  clock: system.clock,
};

/** Clips, gaps with their reasons, coverage of a span of a stream, and what its devices reported. */
export const handler = respond({
  'GET /v1/streams/{stream}/timeline': async (event) => {
    const streamName = parseStreamName(event.pathParameters?.stream, 'stream');
    const request = timelineRequest(event.queryStringParameters ?? {}, system.clock.now());
    return { status: 200, body: await timeline(streamName, request, ports) };
  },
});

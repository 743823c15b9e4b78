import { parseStreamName } from '../../core/streams/enrolment.ts';
import { system } from '../wiring/system.ts';
import { detectionLayer, ledgerSpans, segmentLayer, streamNames, streamStore } from '../wiring/tables.ts';
import { respond } from './respond.ts';
import { timeline, timelineRequest } from './steps/timeline.ts';

const ports = {
  names: streamNames(),
  streams: streamStore(),
  spans: ledgerSpans(),
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

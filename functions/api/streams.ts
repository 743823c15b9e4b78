import { parseStreamName } from '../../core/streams/enrolment.ts';
import { expectations, optionalSetting, retentionClasses, setting } from '../environment.ts';
import { objectStore } from '../wiring/buckets.ts';
import { footageSource, streamDelivery } from '../wiring/footage.ts';
import { system } from '../wiring/system.ts';
import { enrolmentStore, streamStore } from '../wiring/tables.ts';
import { jsonBody, listAnswer, pageOf, respond } from './respond.ts';
import { changeEnrolment, listNamed, listStreams, showStream, withdraw } from './steps/enrolment.ts';

const streams = streamStore();
const ports = {
  enrolments: enrolmentStore(),
  streams,
  source: footageSource(streams),
  objects: objectStore(),
  workBucket: setting('WORK_BUCKET'),
  system,
  retentionClasses: retentionClasses(),
  expectations: expectations(),
  knownBuckets: [setting('ARCHIVE_BUCKET'), ...optionalSetting('STREAM_BUCKETS').split(',')],
  delivery: {
    kvs: streamDelivery(),
    imagesBucket: setting('IMAGES_BUCKET'),
    topicArn: setting('NOTIFICATIONS_TOPIC_ARN'),
  },
};

const nameIn = (event: { pathParameters?: Record<string, string | undefined> }) =>
  parseStreamName(event.pathParameters?.stream, 'stream');

/** Enrolment of streams and their settings. */
export const handler = respond({
  'GET /v1/streams': async (event, { streams: named }) => {
    const { limit, after } = pageOf(event);
    const { items, nextToken } =
      named === undefined ? await listStreams(limit, after, ports) : await listNamed(named, limit, after, ports);
    return listAnswer(items, nextToken);
  },
  'PUT /v1/streams/{stream}': async (event) => {
    const { stream, before } = await changeEnrolment(nameIn(event), jsonBody(event), ports);
    return { status: 200, body: stream, change: { before, after: stream.settings } };
  },
  'GET /v1/streams/{stream}': async (event) => ({ status: 200, body: await showStream(nameIn(event), ports) }),
  'DELETE /v1/streams/{stream}': async (event) => {
    const before = await withdraw(nameIn(event), ports);
    return { status: 204, change: { before, after: undefined } };
  },
});

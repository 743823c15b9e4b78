import { parseStreamName } from '../../core/streams/enrolment.ts';
import { setting } from '../environment.ts';
import { requestedImages } from '../wiring/buckets.ts';
import { footageSource, imageSource } from '../wiring/footage.ts';
import { objectLinks } from '../wiring/links.ts';
import { system } from '../wiring/system.ts';
import { enrolmentStore, streamStore } from '../wiring/tables.ts';
import { jsonBody, respond } from './respond.ts';
import { requestImages } from './steps/requestImages.ts';

const streams = streamStore();
const ports = {
  enrolments: enrolmentStore(),
  streams,
  footage: footageSource(streams),
  images: imageSource(streams),
  stored: requestedImages(),
  links: objectLinks(),
  imagesBucket: setting('IMAGES_BUCKET'),
  clock: system.clock,
};

/** Images of any moments that KVS still holds, made on request. */
export const handler = respond({
  'POST /v1/streams/{stream}/images': async (event) => {
    const streamName = parseStreamName(event.pathParameters?.stream, 'stream');
    return { status: 200, body: await requestImages(streamName, jsonBody(event), ports) };
  },
});

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setting } from '../environment.ts';
import { logger } from '../logger.ts';
import { deliverySigner } from '../wiring/delivery.ts';
import { signingKeys } from '../wiring/secrets.ts';
import { playbackPorts } from './playbackPorts.ts';
import { answerMedia } from './steps/answerMedia.ts';
import { streamed } from './streamed.ts';

const ports = {
  ...playbackPorts(),
  keys: signingKeys(),
  signer: deliverySigner(),
  deliveryBucket: setting('DELIVERY_BUCKET'),
};

/** Behind the front's `/archive/*`: playlists and segments of the archive for whoever bears a link. */
export const handler = streamed(async (event, answer) => {
  const { parts, failure, ...head } = await answerMedia(
    {
      method: event.requestContext.http.method,
      path: event.rawPath,
      acceptEncoding: event.headers['accept-encoding'] ?? '',
    },
    ports,
  );
  // The path is not told: it bears a token.
  if (failure !== undefined) logger.error(`answered ${head.statusCode}`, { error: failure });
  const stream = answer(head);
  // An answer has no head before something of its body is written.
  if (parts.length === 0) stream.write('');
  await pipeline(Readable.from(parts, { objectMode: false }), stream);
});

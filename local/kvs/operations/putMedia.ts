import { IngestSession } from '../putMedia/IngestSession.ts';
import { lingeringEnd } from '../putMedia/lingeringEnd.ts';
import { putMediaHeaders } from '../putMedia/putMediaHeaders.ts';
import { namedStream } from './namedStream.ts';
import type { BodyOperation } from './Operation.ts';

/**
 * Takes media in. Answers 200 as soon as the headers are valid; acknowledgements flow while the body is still being
 * sent. Documented: PutMedia (request and acknowledgements); observed: flat acknowledgement objects.
 */
export const putMedia: BodyOperation = {
  kind: 'body',
  name: 'PutMedia',
  service: 'kinesis-video-media',
  path: '/putMedia',
  rate: { stream: 5 },
  async run(call) {
    const headers = putMediaHeaders(call.request.headers);
    const stream = await namedStream(headers.stream, call);
    const leave = stream.putMediaConnections.enter();
    try {
      call.response.writeHead(200, { 'content-type': 'application/json', 'x-amzn-RequestId': call.requestId });
      call.response.flushHeaders();
      await new IngestSession(call, stream, headers).run();
    } finally {
      leave();
    }
    lingeringEnd(call);
  },
};

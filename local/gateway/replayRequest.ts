import { IncomingMessage } from 'node:http';

/** The same request again, its body unread, for a service that stands behind somebody who had to read it. */
export function replayRequest(request: IncomingMessage, body: Buffer): IncomingMessage {
  const replayed = new IncomingMessage(request.socket);
  replayed.method = request.method;
  replayed.url = request.url;
  replayed.httpVersion = request.httpVersion;
  replayed.httpVersionMajor = request.httpVersionMajor;
  replayed.httpVersionMinor = request.httpVersionMinor;
  replayed.rawHeaders = request.rawHeaders;
  replayed.headers = request.headers;
  // The whole body is here: reading must not wake the socket.
  replayed._read = () => undefined;
  replayed.push(body);
  replayed.push(null);
  replayed.complete = true;
  return replayed;
}

import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';

export interface Ack {
  readonly EventType: 'BUFFERING' | 'RECEIVED' | 'PERSISTED' | 'ERROR' | 'IDLE';
  readonly FragmentTimecode?: number;
  readonly FragmentNumber?: string;
  readonly ErrorId?: number;
  readonly ErrorCode?: string;
}

/** One PutMedia connection, written to and read from at will. */
export interface PutMediaConnection {
  readonly request: ClientRequest;
  readonly acks: Ack[];
  /** Resolves with the answer's head. */
  readonly response: Promise<IncomingMessage>;
  /** Resolves when the answer has ended, or was cut; with the body of an answer other than 200. */
  readonly ended: Promise<string>;
  send(bytes: Uint8Array): Promise<void>;
  /** The first acknowledgement that matches, sent already or still to come. */
  ack(matches: Partial<Ack>): Promise<Ack>;
}

export interface PutMediaTarget {
  readonly port: number;
  readonly streamName?: string;
  readonly streamArn?: string;
  readonly timecodeType?: string;
  readonly startTimestamp?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Opens a PutMedia connection. */
export function openPutMedia(target: PutMediaTarget): PutMediaConnection {
  const acks: Ack[] = [];
  const watchers = new Set<() => void>();
  const request = httpRequest({
    port: target.port,
    host: '127.0.0.1',
    method: 'POST',
    path: '/putMedia',
    agent: false,
    headers: {
      ...(target.streamName === undefined ? {} : { 'x-amzn-stream-name': target.streamName }),
      ...(target.streamArn === undefined ? {} : { 'x-amzn-stream-arn': target.streamArn }),
      'x-amzn-fragment-timecode-type': target.timecodeType ?? 'ABSOLUTE',
      'x-amzn-producer-start-timestamp': target.startTimestamp ?? '1700000000.000',
      'transfer-encoding': 'chunked',
      ...target.headers,
    },
  });
  request.on('error', () => undefined);
  const response = new Promise<IncomingMessage>((resolve, reject) => {
    request.on('response', resolve);
    request.on('error', reject);
  });
  const ended = response.then(
    (incoming) =>
      new Promise<string>((resolve) => {
        let text = '';
        let body = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (piece: string) => {
          body += piece;
          text += piece;
          const lines = text.split('\n');
          text = lines.pop() ?? '';
          if (incoming.statusCode !== 200) return;
          for (const line of lines) acks.push(JSON.parse(line) as Ack);
          for (const watcher of watchers) watcher();
        });
        incoming.on('close', () => {
          for (const watcher of watchers) watcher();
          resolve(body);
        });
        incoming.on('error', () => undefined);
      }),
  );
  ended.catch(() => undefined);
  let isOver = false;
  ended.then(
    () => {
      isOver = true;
      for (const watcher of watchers) watcher();
    },
    () => undefined,
  );
  request.flushHeaders();
  return {
    request,
    acks,
    response,
    ended,
    send: (bytes) => new Promise((resolve) => request.write(bytes, () => resolve())),
    ack: (matches) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = acks.find((ack) =>
            Object.entries(matches).every(([key, value]) => ack[key as keyof Ack] === value),
          );
          if (found !== undefined) {
            watchers.delete(look);
            resolve(found);
          } else if (isOver) {
            watchers.delete(look);
            reject(new Error(`no ${JSON.stringify(matches)} among ${JSON.stringify(acks)}`));
          }
        };
        watchers.add(look);
        look();
      }),
  };
}

/** Sends a whole body and returns all acknowledgements. */
export async function putWhole(target: PutMediaTarget, body: Uint8Array, pieceBytes = 65_536): Promise<readonly Ack[]> {
  const connection = openPutMedia(target);
  for (let offset = 0; offset < body.length; offset += pieceBytes) {
    if (connection.request.destroyed) break;
    connection.request.write(body.subarray(offset, offset + pieceBytes));
  }
  connection.request.end();
  await connection.ended;
  return connection.acks;
}

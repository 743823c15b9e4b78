import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that the fake stack was sent. */
export interface SeenRequest {
  /** `GET /v1/streams?limit=100`, or `POST AWSStepFunctions.StartExecution`. */
  readonly call: string;
  readonly body: unknown;
  readonly headers: IncomingMessage['headers'];
}

type Answer = { readonly status?: number; readonly body?: unknown };

export interface FakeStack {
  readonly url: string;
  /** In order, without the question for the outputs. */
  readonly seen: readonly SeenRequest[];
  close(): Promise<void>;
}

/** Something that answers as a stack: the outputs by itself, the rest by `answer`; 404 where that has nothing. */
export async function startFakeStack(answer: (request: SeenRequest) => Answer | undefined): Promise<FakeStack> {
  const seen: SeenRequest[] = [];
  let url = '';
  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const target = request.headers['x-amz-target'];
      const call = `${request.method} ${target ?? request.url}`;
      const text = Buffer.concat(chunks).toString('utf8');
      let reply: Answer | undefined;
      if (request.url === '/_local/outputs') {
        const ArchiveStateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:archive';
        reply = { body: { ApiUrl: url, Region: 'us-east-1', WorkBucketName: 'work', ArchiveStateMachineArn } };
      } else {
        const request_ = { call, body: text === '' ? undefined : JSON.parse(text), headers: request.headers };
        seen.push(request_);
        reply = answer(request_);
      }
      const { status = 200, body } = reply ?? { status: 404, body: { message: 'Not Found' } };
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body === undefined ? '' : JSON.stringify(body));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    seen,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

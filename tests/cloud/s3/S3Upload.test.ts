import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { S3Client } from '@aws-sdk/client-s3';
import { S3Upload } from '../../../cloud/s3/S3Upload.ts';

const BYTES = Buffer.alloc(700_000, 'not all of one chunk ');
const CHUNK = 100_000;

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const stored: Answer = (_, response) => response.setHeader('ETag', '"e"').end();
const refused =
  (status: number, code: string): Answer =>
  (_, response) =>
    response.writeHead(status).end(`<Error><Code>${code}</Code><Message>no</Message></Error>`);
const cut: Answer = (request) => request.socket.destroy();

/** A store that gives these answers in order, each after the whole body was read. */
async function withStore<Result>(answers: readonly Answer[], act: (s3: S3Client, bodies: Buffer[]) => Promise<Result>) {
  const bodies: Buffer[] = [];
  const server = createServer({ keepAliveTimeout: 65_000 }, async (request, response) => {
    bodies.push(await buffer(request));
    (answers[bodies.length - 1] ?? stored)(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const s3 = new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: 'k', secretAccessKey: 's' },
  });
  try {
    return await act(s3, bodies);
  } finally {
    s3.destroy();
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
}

async function upload(s3: S3Client) {
  const object = new S3Upload(s3, { bucket: 'b', key: 'clips/k.mp4' }, 'video/mp4');
  for (let at = 0; at < BYTES.length; at += CHUNK) await object.write(BYTES.subarray(at, at + CHUNK));
  return object.complete();
}

test.each<[string, Answer[], string]>([
  ['stored', [stored], 'stored'],
  ['throttled', [refused(503, 'SlowDown'), stored], 'stored'],
  ['the answer lost', [cut, refused(412, 'PreconditionFailed')], 'exists'],
  ['the answer lost and then throttled', [cut, refused(503, 'SlowDown'), stored], 'stored'],
])('%s: each put carries all the bytes again', async (_, answers, outcome) => {
  await withStore(answers, async (s3, bodies) => {
    const result = await upload(s3);

    expect(result).toBe(outcome);
    expect(bodies.map((body) => body.equals(BYTES))).toEqual(answers.map(() => true));
  });
});

test.each<[string, Answer[], string, number]>([
  ['throttled for good', [1, 2, 3, 4].map(() => refused(503, 'SlowDown')), 'Throttled', 3],
  ['denied', [refused(403, 'AccessDenied')], 'AccessDenied', 1],
])('%s', async (_, answers, code, puts) => {
  await withStore(answers, async (s3, bodies) => {
    await expect(upload(s3)).rejects.toMatchObject({ name: code });
    expect(bodies).toHaveLength(puts);
  });
});

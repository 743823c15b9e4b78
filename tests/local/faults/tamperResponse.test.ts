import { getEventListeners } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Tampering, tamperResponse } from '../../../local/faults/tamperResponse.ts';

const PIECE = Buffer.alloc(64 * 1024, 7);

/** What a client is given of what `answer` writes, with `tampering` between the two. */
async function answered(tampering: Tampering, answer: (response: ServerResponse) => Promise<void>): Promise<Response> {
  const server = createServer((_, response) => {
    tamperResponse(response, tampering);
    void answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const bytes = await response.arrayBuffer();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return new Response(bytes, { status: response.status, headers: response.headers });
}

async function writeAll(response: ServerResponse, pieces: number): Promise<void> {
  for (let piece = 0; piece < pieces; piece++) {
    if (!response.write(PIECE)) await new Promise((resolve) => response.once('drain', resolve));
  }
  response.end();
}

test('an answer of many pieces passes with back-pressure, and leaves no listener behind for each', async () => {
  const listeners: number[] = [];
  const tampering: Tampering = {
    async *body(pieces, gone) {
      for await (const piece of pieces) {
        listeners.push(getEventListeners(gone, 'abort').length);
        yield piece;
      }
    },
  };

  const response = await answered(tampering, (each) => writeAll(each, 100));

  expect((await response.arrayBuffer()).byteLength).toBe(100 * PIECE.length);
  expect(listeners.length).toBeGreaterThanOrEqual(20);
  expect(Math.max(...listeners)).toBe(0);
});

test('status, reason and headers of every form arrive; the callback of the end is called', async () => {
  let ended = false;
  const response = await answered({ body: (pieces) => pieces }, async (each) => {
    each.setHeader('x-first', '1');
    each.writeHead(201, 'Made', { 'X-Second': '2', 'content-length': 2 });
    each.flushHeaders();
    each.end('ok', () => {
      ended = true;
    });
  });

  expect([response.status, response.headers.get('x-first'), response.headers.get('x-second')]).toEqual([201, '1', '2']);
  expect([await response.text(), ended]).toEqual(['ok', true]);
});

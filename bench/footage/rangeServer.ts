import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One object that answers to ranges, as S3 does. */
export async function rangeServer(bytes: Uint8Array): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, response) => {
    const [, from = '0', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? 'bytes=0-') ?? [];
    const start = Number(from);
    const end = Math.min(to === '' ? bytes.length - 1 : Number(to), bytes.length - 1);
    response.writeHead(206, {
      'content-length': end - start + 1,
      'content-range': `bytes ${start}-${end}/${bytes.length}`,
      'accept-ranges': 'bytes',
    });
    response.end(request.method === 'HEAD' ? undefined : bytes.subarray(start, end + 1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/original.mp4`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

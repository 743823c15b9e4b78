import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Where a PutMedia connection is cut, on the way to the service or back. */
export type Cut = { readonly side: 'up' | 'down' } & (
  | { readonly afterBytes: number }
  /** So many bytes behind the n-th time (1 is the first) that these bytes have passed. */
  | { readonly behind: Uint8Array; readonly occurrence: number; readonly offset: number }
);

/** Finds the place of a cut in bytes that come in pieces. */
class CutPoint {
  readonly #cut: Cut;
  #at: number | undefined;
  #seen = 0;
  #found = 0;
  #tail = Buffer.alloc(0);

  constructor(cut: Cut) {
    this.#cut = cut;
    this.#at = 'afterBytes' in cut ? cut.afterBytes : undefined;
  }

  /** How much of the next piece may pass; all of it when that is its length. */
  take(piece: Buffer): number {
    this.#search(piece);
    const passes = Math.min(piece.length, Math.max(0, (this.#at ?? Number.POSITIVE_INFINITY) - this.#seen));
    this.#seen += piece.length;
    return passes;
  }

  #search(piece: Buffer): void {
    const cut = this.#cut;
    if (!('behind' in cut) || this.#at !== undefined) return;
    const text = Buffer.concat([this.#tail, piece]);
    const startsAt = this.#seen - this.#tail.length;
    for (let at = text.indexOf(cut.behind); at >= 0; at = text.indexOf(cut.behind, at + cut.behind.length)) {
      this.#found += 1;
      if (this.#found < cut.occurrence) continue;
      this.#at = startsAt + at + cut.behind.length + cut.offset;
      return;
    }
    this.#tail = text.subarray(-(cut.behind.length - 1));
  }
}

/** A wire to the service that breaks where it is told. Other calls pass unharmed. */
export class CuttingProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #cuts: Cut[];
  /** Connections that were cut so far. */
  cutsMade = 0;

  constructor(targetPort: () => number, cuts: readonly Cut[]) {
    this.#cuts = [...cuts];
    this.#server = createServer((near) => this.#join(near, targetPort()));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(near: Socket, port: number): void {
    const far = connect(port, '127.0.0.1');
    let cut: Cut | undefined;
    let point: CutPoint | undefined;
    const destroy = () => {
      near.destroy();
      far.destroy();
    };
    // A call that was refused ends before its cut: another one takes it.
    near.on('close', () => {
      if (cut !== undefined) this.#cuts.push(cut);
    });
    for (const socket of [near, far]) {
      this.#sockets.add(socket);
      socket.on('error', destroy);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        destroy();
      });
    }
    near.once('data', (first: Buffer) => {
      cut = first.subarray(0, 14).toString() === 'POST /putMedia' ? this.#cuts.shift() : undefined;
      if (cut !== undefined) point = new CutPoint(cut);
    });
    let broken = false;
    const pass = (to: Socket, side: 'up' | 'down') => (chunk: Buffer) => {
      if (broken) return;
      const passes = cut?.side === side ? (point?.take(chunk) ?? chunk.length) : chunk.length;
      to.write(passes === chunk.length ? chunk : chunk.subarray(0, passes));
      if (passes === chunk.length) return;
      broken = true;
      cut = undefined;
      this.cutsMade += 1;
      // What was let through still arrives; then both ends see the connection die.
      to.end(destroy);
    };
    near.on('data', pass(far, 'up'));
    far.on('data', pass(near, 'down'));
  }
}

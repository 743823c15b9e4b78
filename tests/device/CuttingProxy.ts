import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Where a PutMedia connection is cut: after so many bytes to the service, or from it. */
export interface Cut {
  readonly side: 'up' | 'down';
  readonly afterBytes: number;
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
    const left = { up: Number.POSITIVE_INFINITY, down: Number.POSITIVE_INFINITY };
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
      if (cut !== undefined) left[cut.side] = cut.afterBytes;
    });
    let broken = false;
    const pass = (to: Socket, side: 'up' | 'down') => (chunk: Buffer) => {
      if (broken) return;
      const whole = chunk.length <= left[side];
      to.write(whole ? chunk : chunk.subarray(0, left[side]));
      left[side] -= chunk.length;
      if (whole) return;
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

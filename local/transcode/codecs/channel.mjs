/** How the transcoding process speaks with who started it: one message at a time, each answered. */

export const MICROSECONDS = 1_000_000;
/** Coded pictures and pixels lie outside of V8's heap, which therefore sees no reason to collect them. */
const MOST_UNCOLLECTED_BYTES = 64_000_000;

/** Why an order cannot be carried out, in words of `TranscodeFault.ts`. */
export class Fault extends Error {
  constructor(reason, message, source = 0) {
    super(message);
    this.reason = reason;
    this.source = source;
  }
}

export const words = (error) => (error instanceof Error ? error.message : String(error));
export const turn = () => new Promise((resolve) => setImmediate(resolve));
export const seconds = (us) => us / MICROSECONDS;

let heard;
let hear;
process.on('message', (message) => {
  if (hear === undefined) heard = message;
  else hear(message);
});
export function message() {
  return new Promise((resolve) => {
    const take = (value) => {
      hear = undefined;
      heard = undefined;
      resolve(value);
    };
    if (heard === undefined) hear = take;
    else take(heard);
  });
}

/** One message at a time is under way: whoever reads sets the pace. */
let telling = Promise.resolve();
export function tell(what) {
  telling = telling.then(async () => {
    process.send(what);
    await message();
    if (process.memoryUsage().arrayBuffers > MOST_UNCOLLECTED_BYTES) globalThis.gc?.();
  });
  return telling;
}

/** An input that still fails, and is as short as taking out blocks makes it within `tries`. */
export async function shrink(
  input: Uint8Array,
  fails: (input: Uint8Array) => Promise<boolean>,
  tries = 400,
): Promise<Uint8Array> {
  let best = input;
  let left = tries;
  for (let size = best.length >> 1; size >= 1; size >>= 1) {
    for (let start = 0; start + size <= best.length && left > 0; ) {
      const shorter = Buffer.concat([best.subarray(0, start), best.subarray(start + size)]);
      left -= 1;
      if (await fails(shorter)) best = shorter;
      else start += size;
    }
  }
  return best;
}

import type { OpenGap } from '../../core/ledger/ledgerRow.ts';

/** Merges lists that are each in order of expiry into one that is; each is read as far as it is needed. */
export async function* mergeByExpiry(
  lists: readonly AsyncIterator<OpenGap>[],
): AsyncGenerator<OpenGap, void, undefined> {
  const heads = await Promise.all(lists.map(async (list) => ({ list, head: await list.next() })));
  for (;;) {
    let soonest: (typeof heads)[number] | undefined;
    for (const each of heads) {
      if (each.head.done === true) continue;
      if (
        soonest === undefined ||
        soonest.head.done === true ||
        each.head.value.expiresMs < soonest.head.value.expiresMs
      ) {
        soonest = each;
      }
    }
    if (soonest === undefined || soonest.head.done === true) return;
    yield soonest.head.value;
    soonest.head = await soonest.list.next();
  }
}

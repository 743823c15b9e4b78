/**
 * Merges lists that are each in falling order of their `order` into one that is; each is read as far as it is needed.
 *
 * @param lists as they come, a page at a time: reading a list asks for its first page
 */
export async function* mergeNewestFirst<T extends { readonly order: string }>(
  lists: readonly AsyncIterator<T>[],
): AsyncGenerator<T, void, undefined> {
  const heads = await Promise.all(lists.map(async (list) => ({ list, head: await list.next() })));
  for (;;) {
    let newest: { list: AsyncIterator<T>; head: IteratorResult<T> } | undefined;
    for (const each of heads) {
      if (each.head.done === true) continue;
      if (newest === undefined || newest.head.done === true || each.head.value.order > newest.head.value.order) {
        newest = each;
      }
    }
    if (newest === undefined || newest.head.done === true) return;
    yield newest.head.value;
    newest.head = await newest.list.next();
  }
}

import type { BoxCursor } from './BoxCursor.ts';

/** The box at a path of types below another, each the first of its type; `undefined` where there is none. */
export function findBox(cursor: BoxCursor, ...path: readonly string[]): BoxCursor | undefined {
  const [type, ...rest] = path;
  if (type === undefined) return cursor;
  for (const child of cursor.children()) {
    if (child.type === type) return findBox(cursor.enter(child), ...rest);
  }
  return undefined;
}

/** The same, for a box that has to be there. @throws ArchiverError `Corrupt`, naming the path */
export function demandBox(cursor: BoxCursor, ...path: readonly string[]): BoxCursor {
  const found = findBox(cursor, ...path);
  if (found === undefined) throw cursor.fault(`holds no ${path.join('/')}`);
  return found;
}

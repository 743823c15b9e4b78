import { createHash } from 'node:crypto';

/** No file system takes names of more than 255 bytes; leave room for the suffix of a second file. */
const MAX_NAME_BYTES = 200;
/** Long before PATH_MAX (4,096 on Linux, 1,024 on macOS). */
const MAX_PATH_BYTES = 700;

/**
 * The path at which a person finds the object `key` under its bucket's folder. Letters, digits and `-_.=,+@` stand as
 * they are, all else is percent-encoded; so are segments that a file system would take for something else (`.`, `..`,
 * an empty one). Two keys never share a path. Keys too long for a path are found by their hash.
 */
export function objectPath(key: string): string {
  const segments = key.split('/').map(encodeSegment);
  const path = segments.join('/');
  if (path.length <= MAX_PATH_BYTES && segments.every((segment) => segment.length <= MAX_NAME_BYTES)) return path;
  return hiddenPath(createHash('sha256').update(key).digest('hex'));
}

/** A path that no key is mapped to (`%` is always followed by two hex digits there), for files that have no other. */
export function hiddenPath(name: string): string {
  return `%other/${name.slice(0, 2)}/${name}`;
}

/** The path beside `path` for a further file of the same key: `a/b.json` becomes `a/b~{id}.json`. */
export function besidePath(path: string, id: string): string {
  const nameAt = path.lastIndexOf('/') + 1;
  const dot = path.lastIndexOf('.');
  const at = dot > nameAt ? dot : path.length;
  return `${path.slice(0, at)}~${id}${path.slice(at)}`;
}

function encodeSegment(segment: string): string {
  if (segment === '') return '%empty';
  const encoded = encodeURIComponent(segment)
    .replace(/[!'()*~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%(3D|2C|2B|40)/g, (code) => decodeURIComponent(code));
  return encoded.replace(/^\.+$|\.$/g, (dots) => '%2E'.repeat(dots.length));
}

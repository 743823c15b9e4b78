import { ArchiverError } from '../errors.ts';
import { resolveUri } from './resolveUri.ts';

/**
 * A WebVTT file of pictures, each cue a picture and a part of it (`sprite-0001.jpg#xywh=0,0,160,90`), with addresses that
 * work as they are.
 *
 * @param path of the file, below the root that the pictures lie in
 * @throws ArchiverError `Corrupt` for what is no such file, or names a file outside of the root
 */
export function rewriteSprite(text: string, path: string, addressOf: (path: string) => string): string {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (!/^WEBVTT($|[ \t])/.test(lines[0] ?? '')) throw new ArchiverError('Corrupt', `${path} is no WebVTT`);
  let inCue = false;
  return lines
    .map((line) => {
      if (line.trim() === '') inCue = false;
      else if (line.includes('-->')) inCue = true;
      else if (inCue) {
        const at = line.indexOf('#');
        const [uri, part] = at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at)];
        return `${addressOf(resolveUri(path, uri.trim()))}${part}`;
      }
      return line;
    })
    .join('\n');
}

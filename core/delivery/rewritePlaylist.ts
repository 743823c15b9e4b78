import { ArchiverError } from '../errors.ts';
import { resolveUri } from './resolveUri.ts';

/** An attribute of a tag, its value quoted or not. RFC 8216, section 4.2: a quoted string has no quotes in it. */
const ATTRIBUTE = /([A-Z0-9-]+)=("[^"]*"|[^",\s]*)/g;

/**
 * A stored playlist with addresses that play as they are: those of media become `addressOf` them, those of playlists stay
 * relative, for they are rewritten in their turn. Nothing else of it is touched. Source: RFC 8216, section 4.1: a URI is a
 * line of its own or the attribute `URI` of a tag.
 *
 * @param path of the playlist, below the root that all of them lie in: `index.m3u8`, `720p/index.m3u8`
 * @param addressOf the address of a file, by its path below the root
 * @throws ArchiverError `Corrupt` for what is no playlist, or names a file outside of the root
 */
export function rewritePlaylist(text: string, path: string, addressOf: (path: string) => string): string {
  const lines = text.split(/\r?\n/);
  if (lines[0] !== '#EXTM3U') throw new ArchiverError('Corrupt', `${path} is no playlist`);
  const rewrite = (uri: string): string => {
    const file = resolveUri(path, uri);
    return file.endsWith('.m3u8') ? uri : addressOf(file);
  };
  return lines
    .map((line) => {
      if (line === '') return line;
      if (!line.startsWith('#')) return rewrite(line);
      if (!line.startsWith('#EXT') || !line.includes('URI=')) return line;
      return line.replace(ATTRIBUTE, (attribute, name: string, value: string) =>
        name === 'URI' ? `URI="${rewrite(value.replace(/^"|"$/g, ''))}"` : attribute,
      );
    })
    .join('\n');
}

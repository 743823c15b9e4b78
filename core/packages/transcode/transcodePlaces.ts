import { hlsPrefix, packagePrefix } from '../packagePlaces.ts';

/** The multivariant playlist without its ending; what belongs to it has names that begin so. */
export const ladderBase = (packageId: string): string => `${hlsPrefix(packageId)}index`;

/** The same for the one small rendition that is made for the sake of its pictures. */
export const picturesBase = (packageId: string): string => `${packagePrefix(packageId)}pictures/index`;

export const posterPrefix = (packageId: string): string => `${packagePrefix(packageId)}poster/`;

export const thumbnailPrefix = (packageId: string): string => `${packagePrefix(packageId)}thumbnails/`;

/** How captured pictures are called before their number: `picture.0000000.jpg`. */
export const PICTURE_NAME = 'picture';

/** What stands between the base and the ending of a rendition's files. */
export const rungModifier = (name: string): string => `_${name}`;
export const AUDIO_MODIFIER = '_audio';

/** Where the files of a package lie in the delivery bucket: whoever makes them and whoever shows them reads it here. */
export const packagePrefix = (packageId: string): string => `packages/${packageId}/`;

export const hlsPrefix = (packageId: string): string => `${packagePrefix(packageId)}hls/`;

/** The multivariant playlist; its URIs are relative. */
export const masterKey = (packageId: string): string => `${hlsPrefix(packageId)}index.m3u8`;

export const posterKey = (packageId: string): string => `${packagePrefix(packageId)}poster.jpg`;

export const spriteKey = (packageId: string): string => `${packagePrefix(packageId)}sprite/sprite.vtt`;

/** @param number from 0; `extension` without a dot */
export const originalKey = (packageId: string, number: number, extension: string): string =>
  `${packagePrefix(packageId)}original${number === 0 ? '' : `-${number + 1}`}.${extension}`;

/** Where uploads lie in the staging bucket. */
export const UPLOADS = 'uploads/';

/** Where an upload that was announced to the API is put. */
export const uploadKey = (packageId: string, fileName: string): string => `${UPLOADS}${packageId}/${fileName}`;

const MAX_ORDINAL = 9_999_999_999;

/** Where each kind of record stands in the index. A NUL ends each field: neither bucket names nor keys hold one. */
export const indexKeys = {
  buckets: 'bucket\0',
  bucket: (name: string) => `bucket\0${name}`,
  /** All objects of a bucket; the object's key follows as it is, so that the index's order is that of a listing. */
  objects: (bucket: string) => `object\0${bucket}\0`,
  object: (bucket: string, key: string) => `object\0${bucket}\0${key}`,
  /** Versions that are not the object any more, and delete markers: by key, newest first. */
  versions: (bucket: string) => `version\0${bucket}\0`,
  versionsOf: (bucket: string, key: string) => `version\0${bucket}\0${key}\0`,
  version: (bucket: string, key: string, ordinal: number) =>
    `version\0${bucket}\0${key}\0${String(MAX_ORDINAL - ordinal).padStart(10, '0')}`,
  /** By key, then by upload id. */
  uploads: (bucket: string) => `upload\0${bucket}\0`,
  upload: (bucket: string, key: string, uploadId: string) => `upload\0${bucket}\0${key}\0${uploadId}`,
  parts: (uploadId: string) => `part\0${uploadId}\0`,
  part: (uploadId: string, number: number) => `part\0${uploadId}\0${String(number).padStart(5, '0')}`,
  /** Files that are named, but whose commit is not made yet. */
  placements: 'placement\0',
  placement: (id: string) => `placement\0${id}`,
  /** Events not yet taken over. */
  events: 'event\0',
  event: (id: string) => `event\0${id}`,
} as const;

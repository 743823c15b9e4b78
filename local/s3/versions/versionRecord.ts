import type { ObjectRecord } from '../storage/records.ts';

/** A version that is not the object any more, or the mark that the object was deleted. */
export type VersionRecord =
  | {
      readonly kind: 'object';
      readonly record: ObjectRecord;
      /** When the next version took its place: from then on its lifecycle as a noncurrent version counts. */
      readonly supersededMs: number;
    }
  | { readonly kind: 'marker'; readonly versionId: string; readonly ordinal: number; readonly modifiedMs: number };

/** The id of a version that was stored while the bucket kept none. */
export const NULL_VERSION = 'null';

export const versionIdOf = (version: VersionRecord): string =>
  version.kind === 'marker' ? version.versionId : recordVersion(version.record);

export const recordVersion = (record: ObjectRecord): string => record.versionId ?? NULL_VERSION;

/** Versions of a key count up from 1; what was stored before versions were kept is the 0th. */
export const ordinalOf = (version: VersionRecord): number =>
  version.kind === 'marker' ? version.ordinal : (version.record.ordinal ?? 0);

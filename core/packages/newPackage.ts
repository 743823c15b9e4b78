import type { PackageMethodSetting, PackageRecord, PackageSource } from './Package.ts';

/** What the stack's settings say of packages. */
export interface PackageSettings {
  /** 0: for ever. */
  readonly packageDays: number;
  readonly segmentSeconds: number;
  readonly method: PackageMethodSetting;
  readonly maxBytes: number;
}

const DAY_MS = 86_400_000;
/** A record tells for so long what became of files that are gone. */
const TOLD_AFTERWARDS_MS = 7 * DAY_MS;
/** An address for an upload opens for hours, and the bucket keeps what was put there for a day. */
const AWAITED_MS = 3 * DAY_MS;

/** When the record of a package goes, which is submitted at `nowMs`; undefined where it never does. */
export const recordExpiresMs = (nowMs: number, { packageDays }: PackageSettings): number | undefined =>
  packageDays === 0 ? undefined : nowMs + packageDays * DAY_MS + TOLD_AFTERWARDS_MS;

/** A job that is asked for. */
export interface AskedPackage {
  readonly packageId: string;
  readonly source: PackageSource;
  readonly status: 'AWAITING_UPLOAD' | 'SUBMITTED';
  readonly createdBy?: string;
  readonly asked?: PackageMethodSetting;
}

/** The record of a job as it begins. */
export function newPackage(
  { packageId, source, status, createdBy, asked }: AskedPackage,
  nowMs: number,
  settings: PackageSettings,
): PackageRecord {
  const expiresMs = status === 'AWAITING_UPLOAD' ? nowMs + AWAITED_MS : recordExpiresMs(nowMs, settings);
  return {
    packageId,
    version: 1,
    createdMs: nowMs,
    ...(createdBy === undefined ? {} : { createdBy }),
    source,
    status,
    percent: 0,
    asked: asked ?? settings.method,
    segmentSeconds: settings.segmentSeconds,
    ...(expiresMs === undefined ? {} : { expiresMs }),
  };
}

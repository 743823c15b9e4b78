import { ArchiverError } from '../core/errors.ts';
import type { Expectations } from '../core/observe/assessStream.ts';
import { schedulePeriod } from '../core/observe/schedulePeriod.ts';
import type { PackageSettings } from '../core/packages/newPackage.ts';
import type { PackageMethodSetting } from '../core/packages/Package.ts';
import type { DetectionOptions } from '../core/ports/labelDetector.ts';
import { parseRetentionClasses, type RetentionClasses } from '../core/retention/retentionClasses.ts';
import type { WindowSettings } from '../core/windows/chooseWindow.ts';

/** A variable that serverless.yml sets for every function. */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new ArchiverError('Internal', `the environment lacks ${name}`);
  return value;
}

/** A variable that may be empty: a setting that its owner leaves out. */
export function optionalSetting(name: string): string {
  return process.env[name] ?? '';
}

function milliseconds(name: string): number {
  const seconds = Number(setting(name));
  if (!Number.isFinite(seconds) || seconds < 0) throw new ArchiverError('Internal', `${name} is no number of seconds`);
  return seconds * 1000;
}

export function windowSettings(): WindowSettings {
  return {
    settleMs: milliseconds('SETTLE_SECONDS'),
    relistMs: milliseconds('RELIST_SECONDS'),
    windowMs: milliseconds('WINDOW_SECONDS'),
    intervalMs: milliseconds('INTERVAL_SECONDS'),
  };
}

/** What the stack's settings let one expect of a stream. */
export function expectations(): Expectations {
  const { settleMs, intervalMs } = windowSettings();
  return { settleMs, intervalMs, periodMs: schedulePeriod(setting('SCHEDULE_RATE')) };
}

/** Days of a setting, in milliseconds. */
export function days(name: string): number {
  return (milliseconds(name) / 1000) * 86_400_000;
}

/** What images are looked at for. */
export function detectionOptions(): DetectionOptions {
  const categories = optionalSetting('LABEL_CATEGORIES')
    .split(',')
    .filter((name) => name !== '');
  const minConfidence = Number(setting('MIN_CONFIDENCE'));
  return categories.length === 0 ? { minConfidence } : { minConfidence, categories };
}

/** The stack's retention classes, by name. */
export function retentionClasses(): RetentionClasses {
  return parseRetentionClasses(setting('RETENTION_CLASSES'));
}

const DAY_MS = 86_400_000;
const METHODS: readonly string[] = ['auto', 'copy', 'transcode'] satisfies readonly PackageMethodSetting[];
const isMethod = (text: string): text is PackageMethodSetting => METHODS.includes(text);

/** What the stack's settings say of packages. */
export function packageSettings(): PackageSettings {
  const method = setting('PACKAGE_METHOD');
  if (!isMethod(method)) throw new ArchiverError('Internal', `PACKAGE_METHOD: ${method} is no method`);
  return {
    packageDays: days('PACKAGE_DAYS') / DAY_MS,
    segmentSeconds: Number(setting('PACKAGE_SEGMENT_SECONDS')),
    method,
    maxBytes: Number(setting('PACKAGE_MAX_BYTES')),
  };
}

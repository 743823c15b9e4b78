const { tickFault } = require('./tickTime.cjs');

/**
 * Settings that are fine each by itself and cannot work together.
 *
 * @returns {string[]} each begins with the name of a setting
 */
const UNIT_SECONDS = { minute: 60, hour: 3600, day: 86_400 };

/** Seconds between two ticks; undefined for cron(...), which has no one period. */
function periodSeconds(rate) {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(rate) ?? [];
  return count === undefined ? undefined : Number(count) * UNIT_SECONDS[unit];
}

const regionOf = (arn) => arn.split(':')[3];

function conflictsOf(settings, region) {
  const faults = [];
  const { settleSeconds, relistSeconds, archiveBucket, objectLockDays } = settings;

  const period = periodSeconds(settings.scheduleRate);
  if (period !== undefined && period > 86_400) {
    faults.push(
      'scheduleRate: is longer than a day, and a day is the least that Kinesis Video Streams may keep footage',
    );
  }
  const late = period === undefined ? undefined : tickFault(settings, period);
  if (late !== undefined) faults.push(late);
  if (settleSeconds >= relistSeconds) {
    faults.push(
      `relistSeconds: ${relistSeconds} s is not longer than settleSeconds (${settleSeconds} s): what becomes listable ` +
        'late would never be listed again',
    );
  }
  if ((settings.jwtIssuer === '') !== (settings.jwtAudience.length === 0)) {
    faults.push('jwtAudience: goes together with jwtIssuer, both or none');
  }
  if (settings.jwtClientId !== '' && settings.jwtIssuer === '') {
    faults.push('jwtClientId: is that of a client of jwtIssuer, which is not set');
  }
  if ((settings.customDomain === '') !== (settings.certificateArn === '')) {
    faults.push('certificateArn: goes together with customDomain, both or none');
  }
  if ((settings.frontDomain === '') !== (settings.frontCertificateArn === '')) {
    faults.push('frontCertificateArn: goes together with frontDomain, both or none');
  }
  for (const name of ['kmsKeyArn', 'certificateArn']) {
    if (settings[name] !== '' && regionOf(settings[name]) !== region) {
      faults.push(`${name}: is in ${regionOf(settings[name])}, the stack in ${region}`);
    }
  }
  if ((settings.objectLockMode === 'none') !== (objectLockDays === 0)) {
    faults.push('objectLockDays: goes together with objectLockMode: 0 with none, else 1 or more');
  }
  if (objectLockDays > 0 && archiveBucket !== '') {
    faults.push('objectLockMode: the lock of a bucket of your own (archiveBucket) is yours to set, on the bucket');
  }
  for (const [name, { expireDays }] of Object.entries(settings.retentionClasses)) {
    if (expireDays !== undefined && expireDays < objectLockDays) {
      faults.push(
        `retentionClasses: ${name} expires after ${expireDays} days, and objectLockDays keeps ${objectLockDays}`,
      );
    }
  }
  if (archiveBucket !== '' && settings.streamBuckets.includes(archiveBucket)) {
    faults.push(`streamBuckets: ${archiveBucket} is the archive bucket already`);
  }
  return faults;
}

module.exports = { conflictsOf, periodSeconds };

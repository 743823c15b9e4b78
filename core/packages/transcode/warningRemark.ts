import type { PackageRemark } from '../Package.ts';
import type { WarningCount } from './TranscodeState.ts';

/** Where the meaning of each number is told. */
const MEANINGS = 'https://docs.aws.amazon.com/mediaconvert/latest/ug/warning_codes.html';

/** A warning as it stands in a job's record: the service gives it a number, and tells in its manual what it means. */
export function warningRemark({ code, count }: WarningCount): PackageRemark {
  return { code: String(code), message: `MediaConvert warns ${count === 1 ? 'once' : `${count} times`}: ${MEANINGS}` };
}

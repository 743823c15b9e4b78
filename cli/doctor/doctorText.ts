import type { Finding, FindingLevel } from '../../core/doctor/Finding.ts';
import type { QuotaUse } from '../../core/doctor/StackFacts.ts';
import { formatTable } from '../terminal/formatTable.ts';
import { plural } from '../terminal/plural.ts';

const MARK: Readonly<Record<FindingLevel, string>> = { error: 'ERROR', warning: 'WARN ', note: 'note ' };

/** Each finding with its remedy beneath; then how many there are. */
export function findingLines(subject: string, findings: readonly Finding[]): string[] {
  const lines = findings.flatMap(({ level, code, text, remedy }) => [
    `  ${MARK[level]}  ${text}  [${code}]`,
    ...(remedy === undefined ? [] : [`         -> ${remedy}`]),
  ]);
  return [subject, ...(lines.length === 0 ? ['  nothing is wrong'] : lines)];
}

/** How near the fleet is to the quotas of the account. */
export function quotaLines(quotas: readonly QuotaUse[]): string[] {
  const rows = quotas.map(({ name, used, quota, unit, from }) => [
    `  ${name}`,
    `${used < 10 ? Number(used.toFixed(2)) : Math.round(used)} of ${quota} ${unit}`,
    `${Math.round((used / quota) * 100)} %`,
    from === 'Service Quotas' ? '' : 'documented',
  ]);
  return ['quotas', ...formatTable(rows)];
}

export function countsText(findings: readonly Finding[]): string {
  const count = (level: FindingLevel): number => findings.filter((finding) => finding.level === level).length;
  return `${plural(count('error'), 'error')}, ${plural(count('warning'), 'warning')}, ${plural(count('note'), 'note')}`;
}

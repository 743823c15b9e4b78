import { ArchiverError } from '../../core/errors.ts';

/** Whether the embedded stack's schedule of a machine is on; undefined where it has none. */
export async function readSchedule(endpoint: string, machineArn: string): Promise<{ enabled: boolean } | undefined> {
  const response = await fetch(`${endpoint}/_local/schedules`);
  if (!response.ok) throw new ArchiverError('Internal', `GET /_local/schedules: ${response.status}`);
  const { items = [] } = (await response.json()) as { items?: { enabled: boolean; targetArn: string }[] };
  const own = items.filter(({ targetArn }) => targetArn === machineArn);
  return own.length === 0 ? undefined : { enabled: own.some(({ enabled }) => enabled) };
}

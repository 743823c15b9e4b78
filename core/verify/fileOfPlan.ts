import { type PlanId, planIdOf } from '../plans/plan.ts';

/** Which of a plan's four files an object is. */
export interface FileOfPlan {
  /** `{start}_{planId}`. */
  readonly name: string;
  readonly planId: PlanId;
  readonly startProducerMs: number;
  readonly folder: 'clips' | 'bundles';
  readonly role: 'media' | 'manifest';
  /** What stands before `clips/` or `bundles/`. */
  readonly prefix: string;
}

const KEY =
  /^(.*?)(clips|bundles)\/([^/]+)\/(\d{4})\/(\d{2})\/(\d{2})\/(\d{2})\/((\d{8}T\d{6}\.\d{3}Z)_([0-9a-f]{12}))\.(mp4|mkv|json)$/;

/** Reads an object's key; nothing where it is none of a plan's (docs/architecture.md, "Archive bucket"). */
export function fileOfPlan(key: string, prefix: string): FileOfPlan | undefined {
  if (!key.startsWith(prefix)) return undefined;
  const found = KEY.exec(key.slice(prefix.length));
  if (found === null || found[1] !== '') return undefined;
  const [, , folder, , year, month, day, hour, name = '', time = '', id = '', ending] = found;
  if (ending !== 'json' && (ending === 'mp4') !== (folder === 'clips')) return undefined;
  // A file in the wrong hour's folder would be out of order: it is none of ours.
  if (`${year}${month}${day}T${hour}` !== time.slice(0, 11)) return undefined;
  const startProducerMs = Date.parse(
    `${year}-${month}-${day}T${hour}:${time.slice(11, 13)}:${time.slice(13, 15)}.${time.slice(16, 19)}Z`,
  );
  if (Number.isNaN(startProducerMs)) return undefined;
  return {
    name,
    planId: planIdOf(id),
    startProducerMs,
    folder: folder === 'clips' ? 'clips' : 'bundles',
    role: ending === 'json' ? 'manifest' : 'media',
    prefix,
  };
}

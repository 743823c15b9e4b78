import { producerMs } from '../../../core/fragment.ts';
import type { RowSummary } from '../../../core/ledger/rowSummary.ts';
import { bundleKey, bundleManifestKey, clipKey, clipManifestKey } from '../../../core/manifests/objectKeys.ts';
import { planIdOf } from '../../../core/plans/plan.ts';
import type { ListedObject } from '../../../core/ports/objectInventory.ts';

export const ARN = 'arn:aws:kinesisvideo:us-east-1:000000000000:stream/door/1795258557663';
export const NOW = Date.UTC(2026, 10, 21, 12);
export const DAY = 86_400_000;

/** The row of a clip with its bundle. */
export function clipRow(serial: number, startMs: number, endMs: number): Extract<RowSummary, { kind: 'clip' }> {
  const planId = planIdOf(serial.toString(16).padStart(12, '0'));
  const plan = { streamName: 'door', planId, startProducerMs: producerMs(startMs) };
  return {
    kind: 'clip',
    streamArn: ARN,
    ...plan,
    endProducerMs: producerMs(endMs),
    writtenMs: endMs,
    source: 'GET_CLIP',
    clip: { bucket: 'archive', key: clipKey(plan), bytes: 1000, sha256: 'aa' },
    bundle: { bucket: 'archive', key: bundleKey(plan), bytes: 2000, sha256: 'bb' },
  };
}

/** What the bucket holds of a row in order. */
export function objectsOf(row: RowSummary, modifiedMs = row.endProducerMs): ListedObject[] {
  const object = (key: string, bytes: number): ListedObject => ({ bucket: 'archive', key, bytes, modifiedMs });
  return [
    object(clipKey(row), 1000),
    object(clipManifestKey(row), 10),
    object(bundleKey(row), 2000),
    object(bundleManifestKey(row), 10),
  ];
}

import { clipManifestSchema } from '../../core/manifests/manifest.ts';
import type { ArchiveWorld } from './ArchiveWorld.ts';

/**
 * Holds a world against the promises of docs/invariants.md that can be seen after its runs have ended. Answers every
 * violation in words; none is what is wanted.
 */
export function violations(world: ArchiveWorld, streamArn: string, options: { complete?: boolean } = {}): string[] {
  return [
    ...doubled(world, streamArn),
    ...(options.complete === false ? [] : missing(world, streamArn)),
    ...rowsWithoutObjects(world),
    ...watermarkMovedBack(world),
  ];
}

/**
 * A run that died may leave a plan open whose row stands: that is one plan. A `failed` gap may still list what a run by
 * hand has begun to fill. Anything else in two plans is there twice.
 */
function doubled(world: ArchiveWorld, streamArn: string): string[] {
  const found: string[] = [];
  for (const [number, places] of world.places(streamArn)) {
    const plans = new Set(places.filter(({ kind }) => kind !== 'failed').map(({ planId }) => planId));
    if (plans.size > 1) found.push(`fragment ${number} is in ${JSON.stringify(places)}`);
  }
  return found;
}

function missing(world: ArchiveWorld, streamArn: string): string[] {
  const places = world.places(streamArn);
  const watermark = world.streams.items.get(streamArn)?.watermarkMs ?? 0;
  return world.footage
    .recorded(streamArn)
    .filter((fragment) => fragment.serverMs < watermark && !places.has(fragment.number))
    .map((fragment) => `fragment ${fragment.number} lies below the watermark and is nowhere`);
}

function rowsWithoutObjects(world: ArchiveWorld): string[] {
  const found: string[] = [];
  for (const row of world.ledger.rows.values()) {
    if (row.kind !== 'clip' || row.clip === undefined) continue;
    const { bucket, key, bytes } = row.clip;
    const object = world.objects.objects.get(`${bucket}/${key}`);
    if (object?.length !== bytes)
      found.push(`the row of ${row.planId} tells of ${bytes} bytes, stored are ${object?.length}`);
    const manifest = world.objects.objects.get(`${bucket}/${key.replace(/\.mp4$/, '.json')}`);
    const parsed = clipManifestSchema.safeParse(JSON.parse(Buffer.from(manifest ?? '{}').toString() || '{}'));
    if (!parsed.success) found.push(`the manifest of ${row.planId} is not one`);
    else if (parsed.data.clip.sha256 !== row.clip.sha256)
      found.push(`the manifest of ${row.planId} has another checksum`);
    else if (parsed.data.fragments.map(({ number }) => number).join() !== row.numbers.join()) {
      found.push(`the manifest of ${row.planId} lists other fragments than its row`);
    }
  }
  return found;
}

function watermarkMovedBack(world: ArchiveWorld): string[] {
  const last = new Map<string, number>();
  return world.streams.watermarks.flatMap(({ streamArn, ms }) => {
    const before = last.get(streamArn) ?? 0;
    last.set(streamArn, ms);
    return ms < before ? [`the watermark of ${streamArn} moved back from ${before} to ${ms}`] : [];
  });
}

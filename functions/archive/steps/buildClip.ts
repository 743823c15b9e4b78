import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { buildMp4 } from '../../../core/mp4/buildMp4.ts';
import { type Plan, planStart } from '../../../core/plans/plan.ts';
import type { Window } from '../../../core/runs/run.ts';
import type { ArchivePorts } from './archivePorts.ts';
import type { FragmentSpool } from './FragmentSpool.ts';
import { clipPlace } from './fetchClip.ts';
import { retentionTags } from './retentionTag.ts';
import { passOn, readStoredClip, type StoredClip } from './storedClip.ts';

/**
 * Makes the plan's MP4 from its fragments and stores it. The bytes depend on the fragments alone: made twice they are
 * the same.
 *
 * @throws ArchiverError `UnsupportedMedia` where no MP4 can hold them
 */
export async function buildClip(
  plan: Plan,
  spool: FragmentSpool,
  window: Window,
  ports: Pick<ArchivePorts, 'objects' | 'system'>,
): Promise<StoredClip> {
  const path = spool.path(`${plan.planId}.mp4`);
  const file = await open(path, 'w+');
  try {
    await writeMp4(plan, spool, file);
  } finally {
    await file.close();
  }
  const place = clipPlace(plan, window);
  const { retention } = window;
  const storedMs = ports.system.clock.now();
  const upload = ports.objects.upload(place, 'video/mp4', retentionTags(retention));
  try {
    const facts = await passOn(createReadStream(path, { highWaterMark: 256 * 1024 }), upload);
    if ((await upload.complete()) === 'stored') return { place, retention, storedMs, ...facts };
    return await readStoredClip(place, plan, ports.objects, facts.sha256);
  } catch (error) {
    await upload.abort();
    throw error;
  }
}

async function writeMp4(plan: Plan, spool: FragmentSpool, file: FileHandle): Promise<void> {
  const source = {
    count: plan.fragments.length,
    read: (index: number) => {
      const fragment = plan.fragments[index];
      if (fragment === undefined) throw new RangeError(`the plan has no fragment ${index}`);
      return spool.fragment(fragment.number);
    },
  };
  const sink = {
    write: async (position: number, bytes: Uint8Array): Promise<void> => {
      await file.write(bytes, 0, bytes.length, position);
    },
  };
  await buildMp4(source, sink, { creationTimeMs: planStart(plan) });
}

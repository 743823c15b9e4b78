import type { PlanLedgerRow } from '../ledger/ledgerRow.ts';
import type { BundleManifest, ClipManifest } from '../manifests/manifest.ts';
import type { Mp4Inspection } from '../mp4/Mp4Inspection.ts';
import { acceptContent } from '../plans/acceptClip.ts';
import type { Plan } from '../plans/plan.ts';
import { computePlanId } from '../plans/planId.ts';

/** A file as it was read: its length and the SHA-256 of its bytes, in hex. */
export interface ReadFile {
  readonly bytes: number;
  readonly sha256: string;
}

/** What is wrong with a row by itself: its plan's id is a hash of its numbers. */
export function compareNumbers(row: PlanLedgerRow): string[] {
  if (row.kind === 'split') return [];
  // What is left of a gap after its rest was archived keeps the whole plan's id.
  if (row.kind === 'gap') return [];
  const id = computePlanId(row.numbers.map((number) => ({ number })));
  return id === row.planId ? [] : [`the row's ${row.numbers.length} numbers make plan ${id}, not ${row.planId}`];
}

/** Everything in which a manifest and its ledger row disagree, in words. */
export function compareManifest(manifest: ClipManifest | BundleManifest, row: PlanLedgerRow): string[] {
  const file = 'clip' in manifest ? manifest.clip : manifest.bundle;
  const stored = row.kind !== 'clip' ? undefined : 'clip' in manifest ? row.clip : row.bundle;
  const differences: string[] = [];
  const same = (what: string, told: string | number, ledger: string | number | undefined): void => {
    if (told !== ledger) differences.push(`${what} ${told}, and the ledger tells ${ledger}`);
  };
  same('stream', manifest.streamArn, row.streamArn);
  same('plan', manifest.planId, row.planId);
  same('start', file.startProducerMs, row.startProducerMs);
  same('end', file.endProducerMs, row.endProducerMs);
  same('key', file.key, stored?.key);
  same('bytes', file.bytes, stored?.bytes);
  same('sha256', file.sha256, stored?.sha256);
  const numbers = manifest.fragments.map(({ number }) => number);
  const [told, known] = [new Set(numbers), new Set<string>(row.numbers)];
  const strange = numbers.filter((number) => !known.has(number)).length;
  const missing = row.numbers.filter((number) => !told.has(number)).length;
  if (strange + missing > 0) {
    differences.push(`${strange} fragments that the ledger has not, and ${missing} of the ledger's are not in it`);
  } else if (numbers.join() !== row.numbers.join()) {
    differences.push('its fragments are in another order than in the ledger');
  }
  return differences;
}

/** What a manifest tells otherwise than the MP4 itself: codec, picture, duration. */
export function compareMp4(manifest: ClipManifest, inspection: Mp4Inspection): string[] {
  const { clip } = manifest;
  const leading = inspection.tracks.find(({ handler }) => handler === 'vide') ?? inspection.tracks[0];
  if (leading === undefined) return ['it has no track'];
  const differences: string[] = [];
  const same = (what: string, found: string | number, told: string | number): void => {
    if (found !== told) differences.push(`${what} ${found}, and the manifest tells ${told}`);
  };
  same('codec', leading.codec, clip.codec);
  same('width', leading.width, clip.width);
  same('height', leading.height, clip.height);
  same('duration in ms', Math.round(inspection.durationMs), clip.durationMs);
  return differences;
}

/** What an MP4 lacks to hold the fragments of its manifest: samples, key frames, duration. */
export function compareMedia(manifest: ClipManifest, inspection: Mp4Inspection): string[] {
  const empty = inspection.tracks.filter(({ sampleCount }) => sampleCount === 0);
  const acceptance = acceptContent(manifest as unknown as Plan, inspection);
  return [...empty.map(({ id }) => `track ${id} is empty`), ...(acceptance.accepted ? [] : [acceptance.because])];
}

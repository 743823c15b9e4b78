import * as z from 'zod';
import { fragmentNumber } from '../fragment.ts';
import { packNumbers, unpackNumbers } from '../fragments/packNumbers.ts';
import { parseDocument } from '../manifests/manifest.ts';
import type { PlayableClip } from './ClipIndex.ts';

/** A day has tens of thousands of numbers: looked at one by one they would take longer than all the rest. */
const list = z.custom<number[]>((value) => Array.isArray(value));
const shelfSchema = z.object({
  version: z.literal(1),
  clips: z.record(
    z.string(),
    z
      .object({
        endMs: z.int(),
        configuration: z.string(),
        startMs: z.int(),
        lengthsMs: list,
        /** Producer times less the times of the cuts, where they differ. */
        shiftsMs: list.optional(),
        numbers: z.string(),
      })
      .nullable(),
  ),
});

type Shelved = z.output<typeof shelfSchema>['clips'][string];

const DAY_MS = 86_400_000;

/**
 * What playlists must know of the clips that end within one day, in one document: a day is listed without a look into
 * each clip's index. `null` stands for a clip that cannot be played.
 */
export type Shelf = ReadonlyMap<string, PlayableClip | null>;

/** `playback/{stream}/{yyyy-MM-dd}.json` in the work bucket, of clips whose footage ends in that day. */
export function shelfKey(streamName: string, endMs: number): string {
  return `playback/${streamName}/${new Date(Math.floor(endMs / DAY_MS) * DAY_MS).toISOString().slice(0, 10)}.json`;
}

/** @throws ArchiverError `Corrupt` */
export function readShelf(bytes: Uint8Array, key: string): Shelf {
  const { clips } = parseDocument(shelfSchema, bytes, key);
  return new Map(Object.entries(clips).map(([planId, shelved]) => [planId, takeDown(planId, shelved)]));
}

export function writeShelf(shelf: Shelf): Uint8Array {
  const clips = Object.fromEntries([...shelf].map(([planId, clip]) => [planId, putUp(clip)]));
  return Buffer.from(JSON.stringify({ version: 1, clips }), 'utf8');
}

function putUp(clip: PlayableClip | null): Shelved {
  if (clip === null) return null;
  const { endMs, configuration, timesMs, producerMs, numbers } = clip;
  const shifts = producerMs.map((time, index) => time - (timesMs[index] ?? 0));
  return {
    endMs,
    configuration,
    startMs: timesMs[0] ?? 0,
    lengthsMs: timesMs.slice(1).map((time, index) => time - (timesMs[index] ?? 0)),
    ...(shifts.every((shift) => shift === 0) ? {} : { shiftsMs: shifts }),
    numbers: Buffer.from(packNumbers(numbers.map(fragmentNumber))).toString('base64'),
  };
}

function takeDown(planId: string, shelved: Shelved): PlayableClip | null {
  if (shelved === null) return null;
  const { endMs, configuration, startMs, lengthsMs, shiftsMs, numbers } = shelved;
  const timesMs = [startMs];
  for (const length of lengthsMs) timesMs.push((timesMs.at(-1) ?? 0) + length);
  let unpacked: readonly string[] | undefined;
  return {
    planId,
    endMs,
    configuration,
    timesMs,
    producerMs: timesMs.slice(0, -1).map((time, index) => time + (shiftsMs?.[index] ?? 0)),
    // A playlist of what is past needs none of them.
    get numbers() {
      unpacked ??= unpackNumbers(Buffer.from(numbers, 'base64'));
      return unpacked;
    },
  };
}

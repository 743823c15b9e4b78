import * as z from 'zod';
import { ArchiverError } from '../errors.ts';
import { parseWith } from '../streams/enrolment.ts';
import { parseTime } from '../time/parseTime.ts';
import type { ImageForm } from './imageForm.ts';

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
/** GetImages has no shorter interval. */
const MIN_EVERY_MS = 200;
const MAX_EVERY_MS = 86_400_000;
const USUAL_EVERY_MS = 3000;

const body = z.strictObject({
  from: z.union([z.string(), z.number()]),
  to: z.union([z.string(), z.number()]),
  every: z.union([z.string(), z.number()]).optional(),
  format: z.enum(['JPEG', 'PNG', 'jpeg', 'png']).default('JPEG'),
  quality: z.int().min(1).max(100).default(80),
  width: z.int().min(1).max(3840).optional(),
  height: z.int().min(1).max(2160).optional(),
});

/** Images that are asked for by hand: of which moments, and what they are made into. */
export interface ImageRequest {
  /** Producer time. */
  readonly fromMs: number;
  /** The last moment that counts. */
  readonly toMs: number;
  readonly everyMs: number;
  readonly form: ImageForm;
}

/**
 * @param input `{ from, to, every?, format?, quality?, width?, height? }`; without a size pictures are as they were coded
 * @throws ArchiverError `InvalidInput`, naming the field
 */
export function parseImageRequest(input: unknown, now: number): ImageRequest {
  const { from, to, every, format, quality, width, height } = parseWith(body, input);
  const fromMs = parseTime(from, 'from', now);
  const toMs = parseTime(to, 'to', now);
  if (toMs < fromMs) throw new ArchiverError('InvalidInput', 'to: is before from', { details: { field: 'to' } });
  return {
    fromMs,
    toMs,
    everyMs: every === undefined ? USUAL_EVERY_MS : parseEvery(every, 'every'),
    form: {
      format: format.toUpperCase() as ImageForm['format'],
      quality,
      ...(width === undefined ? {} : { width }),
      ...(height === undefined ? {} : { height }),
    },
  };
}

/** `1s`, `500ms`, `2m`, or a number of milliseconds. @throws ArchiverError `InvalidInput`, naming `field` */
export function parseEvery(value: string | number, field: string): number {
  const [, count, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(String(value)) ?? [];
  const ms = Math.round(Number(count) * UNIT_MS[(unit ?? 'ms') as keyof typeof UNIT_MS]);
  if (ms >= MIN_EVERY_MS && ms <= MAX_EVERY_MS) return ms;
  throw new ArchiverError(
    'InvalidInput',
    `${field}: ${JSON.stringify(value)} is not 200ms to 24h; give such as 1s, 500ms or 2m`,
    { details: { field } },
  );
}

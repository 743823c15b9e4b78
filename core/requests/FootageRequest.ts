import * as z from 'zod';
import { ArchiverError } from '../errors.ts';
import { compareFragmentNumbers, type FragmentNumber, fragmentNumber } from '../fragment.ts';
import { parseStreamName, parseWith } from '../streams/enrolment.ts';
import { parseTime } from '../time/parseTime.ts';

/** As MP4, or as Matroska with AWS's tags. */
export type FileKind = 'clip' | 'fragments';

/** Footage that somebody wants as one file, now. */
export type FootageRequest = { readonly stream: string } & (
  | { readonly kind: FileKind; readonly fromMs: number; readonly toMs: number }
  | { readonly kind: 'fragments'; readonly numbers: readonly FragmentNumber[] }
);

/** Longer ones are an export's business: what is made here passes through one function. */
const LONGEST_SPAN_MS = 31 * 86_400_000;
/** 47 digits each: an execution's input holds them all. */
const MOST_NUMBERS = 1000;

const moment = z.union([z.string(), z.number()]).optional();
const token = z.string().min(1).max(64).optional();
const clipBody = z.strictObject({ from: moment, to: moment, clientToken: token });
const fragmentsBody = clipBody.extend({
  numbers: z
    .array(z.string().regex(/^\d{1,128}$/, 'is no fragment number'), 'is no list of fragment numbers')
    .min(1, 'names no fragment')
    .max(MOST_NUMBERS, `names more than ${MOST_NUMBERS} fragments`)
    .optional(),
});

const wrong = (field: string, message: string): ArchiverError =>
  new ArchiverError('InvalidInput', `${field}: ${message}`, { details: { field } });

/**
 * What the body of `POST …/clips` or `POST …/fragments` asks for.
 *
 * @throws ArchiverError `InvalidInput`, naming the field
 */
export function parseFootageRequest(
  kind: FileKind,
  streamName: string,
  body: unknown,
  now: number,
): { readonly request: FootageRequest; readonly clientToken?: string } {
  const { from, to, numbers, clientToken } =
    kind === 'clip' ? { ...parseWith(clipBody, body), numbers: undefined } : parseWith(fragmentsBody, body);
  const named = clientToken === undefined ? {} : { clientToken };
  if (numbers !== undefined) {
    if (from !== undefined || to !== undefined) throw wrong('numbers', 'go without from and to');
    const ordered = [...new Set(numbers.map(fragmentNumber))].sort(compareFragmentNumbers);
    return { request: { kind: 'fragments', stream: streamName, numbers: ordered }, ...named };
  }
  return { request: { kind, stream: streamName, ...spanOf(from, to, now) }, ...named };
}

function spanOf(from: unknown, to: unknown, now: number): { fromMs: number; toMs: number } {
  if (from === undefined) throw wrong('from', 'is missing');
  if (to === undefined) throw wrong('to', 'is missing');
  const fromMs = parseTime(from, 'from', now);
  const toMs = parseTime(to, 'to', now);
  if (fromMs >= toMs) throw wrong('from', `${JSON.stringify(from)} is not before to: ${JSON.stringify(to)}`);
  if (toMs - fromMs > LONGEST_SPAN_MS) throw wrong('to', 'is more than 31 days after from; an export takes any span');
  return { fromMs, toMs };
}

const written = z.union([
  z.strictObject({
    kind: z.enum(['clip', 'fragments']),
    stream: z.string(),
    fromMs: z.int().nonnegative(),
    toMs: z.int().nonnegative(),
  }),
  z.strictObject({
    kind: z.literal('fragments'),
    stream: z.string(),
    numbers: z
      .array(z.string().regex(/^\d{1,128}$/))
      .min(1)
      .max(MOST_NUMBERS),
  }),
]);

/** The request in an execution's input. @throws ArchiverError `InvalidInput`, naming the field */
export function readFootageRequest(input: unknown): FootageRequest {
  const { request } = parseWith(z.strictObject({ request: written }), input);
  const stream = parseStreamName(request.stream, 'request.stream');
  if (!('numbers' in request)) return { ...request, stream };
  return { kind: 'fragments', stream, numbers: request.numbers.map(fragmentNumber) };
}

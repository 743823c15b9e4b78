import * as z from 'zod';
import { ArchiverError } from '../../../core/errors.ts';
import type { ObjectLinks } from '../../../core/ports/objectLinks.ts';
import type { Runs } from '../../../core/ports/runs.ts';
import { readFootageRequest } from '../../../core/requests/FootageRequest.ts';
import type { Clock } from '../../../core/system.ts';
import { formatTime } from '../../../core/time/formatTime.ts';

export interface ShowRequestPorts {
  readonly runs: Pick<Runs, 'describe'>;
  readonly links: ObjectLinks;
  readonly clock: Clock;
}

/** What the machine ended with (functions/request/steps/assembleRequest.ts). */
const outcome = z.object({
  bucket: z.string(),
  key: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  fragments: z.int(),
  startMs: z.int(),
  lastMs: z.int(),
  source: z.enum(['kvs', 'archive', 'both']),
  layout: z.enum(['merged', 'verbatim']).optional(),
  expiresMs: z.int(),
});

const LINK_SECONDS = 3600;

/**
 * How a request fares, and, at its end, the file: its size and checksum, and a link that opens for an hour. The link is
 * made anew each time it is asked for, until the file itself is taken away.
 *
 * @throws ArchiverError `InvalidInput`, `NotFound`
 */
export async function showRequest(id: string, ports: ShowRequestPorts): Promise<Record<string, unknown>> {
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(id)) throw new ArchiverError('InvalidInput', 'id: is not that of an execution');
  const run = await ports.runs.describe(id);
  const { executionId, status, startedMs, endedMs, error, cause } = run;
  const request = readFootageRequest(run.input);
  return {
    executionId,
    status,
    startedAt: formatTime(startedMs),
    ...(endedMs === undefined ? {} : { endedAt: formatTime(endedMs) }),
    streamName: request.stream,
    ...('numbers' in request ? {} : { from: formatTime(request.fromMs), to: formatTime(request.toMs) }),
    ...(error === undefined ? {} : { error: { code: error, message: messageOf(cause) } }),
    ...(status === 'SUCCEEDED' ? { file: await fileOf(run.output, ports) } : {}),
  };
}

async function fileOf(output: unknown, { links, clock }: ShowRequestPorts): Promise<Record<string, unknown>> {
  const { bucket, key, expiresMs, ...facts } = outcome.parse(output);
  const leftSeconds = Math.floor((expiresMs - clock.now()) / 1000);
  const file = { ...facts, name: key.slice(key.lastIndexOf('/') + 1), keptUntil: formatTime(expiresMs) };
  if (leftSeconds < 1) return file;
  const link = await links.linkTo(
    { bucket, key },
    { expiresSeconds: Math.min(LINK_SECONDS, leftSeconds), fileName: file.name },
  );
  return { ...file, url: link.url, urlExpiresAt: formatTime(link.expiresMs) };
}

/** A function's error comes as JSON with its stack; the message in it is for people. */
function messageOf(cause = ''): string {
  const [, quoted] = /"errorMessage":("(?:[^"\\]|\\.)*")/.exec(cause) ?? [];
  return (quoted === undefined ? cause : String(JSON.parse(quoted))).slice(0, 2000);
}

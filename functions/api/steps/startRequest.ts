import { createHash } from 'node:crypto';
import { ArchiverError } from '../../../core/errors.ts';
import type { Runs } from '../../../core/ports/runs.ts';
import type { StreamNames } from '../../../core/ports/streamNames.ts';
import type { EnrolmentStore } from '../../../core/ports/streamStore.ts';
import { type FileKind, parseFootageRequest } from '../../../core/requests/FootageRequest.ts';
import type { Clock } from '../../../core/system.ts';
import { formatTime } from '../../../core/time/formatTime.ts';

export interface StartRequestPorts {
  readonly enrolments: Pick<EnrolmentStore, 'get'>;
  readonly names: StreamNames;
  readonly runs: Pick<Runs, 'start'>;
  readonly clock: Clock;
}

/** By it an execution is known to be the request machine's. */
export const REQUEST_PREFIX = 'request-';

/**
 * Starts the machine that makes one file of footage. A stream that is no longer enrolled, or gone from KVS, may still be
 * in the archive.
 *
 * @param requestId of the HTTP request: names the execution where no token was given
 * @throws ArchiverError `InvalidInput` naming the field; `NotFound` where nobody ever saw such a stream; `Conflict` where
 *   the token names another request
 */
export async function startRequest(
  kind: FileKind,
  streamName: string,
  body: unknown,
  requestId: string,
  ports: StartRequestPorts,
): Promise<Record<string, unknown>> {
  const { request, clientToken } = parseFootageRequest(kind, streamName, body, ports.clock.now());
  const isKnown =
    (await ports.enrolments.get(streamName)) !== undefined || (await ports.names.arnsOf(streamName)).length > 0;
  if (!isKnown) throw new ArchiverError('NotFound', `stream: ${streamName} is not enrolled, and never was`);
  const name = clientToken === undefined ? `request ${requestId}` : `token ${clientToken}`;
  const digest = createHash('sha256').update(`${kind} ${streamName} ${name}`).digest('hex');
  const executionId = `${REQUEST_PREFIX}${digest.slice(0, 24)}`;
  await ports.runs.start(executionId, { request });
  return {
    executionId,
    streamName,
    ...('numbers' in request
      ? { numbers: request.numbers }
      : { from: formatTime(request.fromMs), to: formatTime(request.toMs) }),
  };
}

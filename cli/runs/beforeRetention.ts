import { isArchiverError } from '../../core/errors.ts';
import { formatTime } from '../../core/time/formatTime.ts';
import type { EnrolledStream } from '../commands/streams/EnrolledStream.ts';
import { ApiClient } from '../connection/ApiClient.ts';
import type { Installation } from '../connection/Installation.ts';

const HOUR_MS = 3_600_000;

/**
 * What to tell a person whose range lies before what KVS keeps of the stream, in whole or in part; nothing where it does
 * not. It is no error: retention goes by server time, and footage may have been uploaded late with its old times.
 */
export async function beforeRetention(
  installation: Installation,
  stream: string,
  range: { readonly fromMs: number; readonly toMs: number },
  nowMs: number,
): Promise<string | undefined> {
  let enrolled: EnrolledStream;
  try {
    enrolled = await new ApiClient(installation).get('/streams/{stream}', { params: { path: { stream } } });
  } catch (error) {
    // Not enrolled: the run itself says so.
    if (isArchiverError(error, 'NotFound')) return undefined;
    throw error;
  }
  const { state } = enrolled;
  if (state === undefined) return undefined;
  const horizonMs = nowMs - state.retentionHours * HOUR_MS;
  if (range.fromMs >= horizonMs) return undefined;
  const part = range.toMs <= horizonMs ? 'the whole range lies' : 'a part of the range lies';
  return (
    `${part} before ${formatTime(horizonMs)}: KVS keeps ${stream} for ${state.retentionHours} h, ` +
    'and of older footage it has only what was uploaded late'
  );
}

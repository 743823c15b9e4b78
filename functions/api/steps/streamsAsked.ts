import { parseStreamName } from '../../../core/streams/enrolment.ts';
import { assertMayReach, type Caller } from '../caller.ts';

/**
 * Which streams a search over many goes through: the one that it names, or all that the caller may know of.
 *
 * @throws ArchiverError `InvalidInput`; `AccessDenied` for one that is none of the caller's
 */
export function streamsAsked(stream: string | undefined, caller: Caller): { readonly streams?: readonly string[] } {
  if (stream === undefined) return caller.streams === undefined ? {} : { streams: [...new Set(caller.streams)] };
  const name = parseStreamName(stream, 'stream');
  assertMayReach(caller, name);
  return { streams: [name] };
}

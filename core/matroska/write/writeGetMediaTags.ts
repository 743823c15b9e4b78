import type { FragmentNumber } from '../../fragment.ts';
import { CONTINUATION_TOKEN, MILLIS_BEHIND_NOW } from '../awsTag.ts';
import { writeTags } from './writeTags.ts';

/** The Tags that GetMedia adds after a Cluster: how far behind now, and where to continue (observed). */
export function writeGetMediaTags(state: {
  readonly millisBehindNow: number;
  readonly continuationToken: FragmentNumber;
}): Uint8Array {
  return writeTags([
    { name: MILLIS_BEHIND_NOW, value: String(Math.round(state.millisBehindNow)) },
    { name: CONTINUATION_TOKEN, value: state.continuationToken },
  ]);
}

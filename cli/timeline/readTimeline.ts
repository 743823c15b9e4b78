import type { ApiClient } from '../connection/ApiClient.ts';
import type { StreamTimeline } from './StreamTimeline.ts';

/** The timeline of a stream. @param resolutionS seconds; 0 for every clip and gap as it stands */
export async function readTimeline(
  api: ApiClient,
  streamName: string,
  range: { readonly fromMs: number; readonly toMs: number },
  resolutionS: number,
): Promise<StreamTimeline> {
  const query = new URLSearchParams({
    from: String(range.fromMs),
    to: String(range.toMs),
    resolution: String(resolutionS),
  });
  return (await api.call('GET', `/streams/${streamName}/timeline?${query}`)) as StreamTimeline;
}

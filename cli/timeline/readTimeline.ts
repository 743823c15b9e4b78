import type { ApiClient } from '../connection/ApiClient.ts';
import type { StreamTimeline } from './StreamTimeline.ts';

/** The timeline of a stream. @param resolutionS seconds; 0 for every clip and gap as it stands */
export async function readTimeline(
  api: ApiClient,
  streamName: string,
  range: { readonly fromMs: number; readonly toMs: number },
  resolutionS: number,
): Promise<StreamTimeline> {
  const query = { from: String(range.fromMs), to: String(range.toMs), resolution: String(resolutionS) };
  return await api.get('/streams/{stream}/timeline', { params: { path: { stream: streamName }, query } });
}

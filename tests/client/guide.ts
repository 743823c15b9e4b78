import { ApiError, createClient } from 'kvs-archiver/client';

/** What of yesterday, 14:00 to 15:00, is there, and what is not. */
export async function tellOf(stream: string, apiUrl: string, token: () => Promise<string>): Promise<string[]> {
  const api = createClient({ apiUrl, token });
  const path = { stream };
  try {
    const query = { from: '2026-11-20T14:00:00Z', to: '2026-11-20T15:00:00Z' };
    const { coverage, gaps } = await api.get('/streams/{stream}/timeline', { params: { path, query } });
    const lines = [`${Math.round(coverage * 100)} % archived, ${gaps.length} gaps`];
    for await (const gap of api.eachItem('/streams/{stream}/gaps', { params: { path } })) {
      lines.push(`${new Date(gap.startMs).toISOString()} ${gap.reason}`);
    }
    return lines;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'NotFound') return [`there is no ${stream}`];
    throw error;
  }
}

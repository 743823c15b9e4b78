import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useArchive } from './ArchiveContext.ts';

const POLL_MS = 1500;

/** Starts a backfill of a range. */
export function useBackfill() {
  const archive = useArchive();
  return useMutation({
    mutationFn: async ({ stream, fromMs, toMs }: { stream: string; fromMs: number; toMs: number }) => {
      const started = await archive.post('/streams/{stream}/backfill', {
        params: { path: { stream } },
        body: { from: Math.floor(fromMs), to: Math.ceil(toMs) },
      });
      // The other answer is that of a dry run.
      if (!('executionId' in started)) throw new Error('the backfill was reckoned and not started');
      return started;
    },
  });
}

/** How a run fares, until it has ended; what it changed is asked for anew then. */
export function useExecution(id: string | undefined) {
  const archive = useArchive();
  const queries = useQueryClient();
  return useQuery({
    queryKey: ['execution', id],
    enabled: id !== undefined,
    queryFn: async () => {
      const execution = await archive.get('/executions/{id}', { params: { path: { id: id ?? '' } } });
      if (execution.status !== 'RUNNING') {
        await Promise.all(['gaps', 'timeline'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
      }
      return execution;
    },
    refetchInterval: ({ state }) => (state.data === undefined || state.data.status === 'RUNNING' ? POLL_MS : false),
  });
}

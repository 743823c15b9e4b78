import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { components, Item } from '../../client/createClient.ts';
import { useArchive } from './ArchiveContext.ts';

export type Run = Item<'/executions'>;
export type RunStatus = Run['status'];
export type RunStates = components['schemas']['RunStates'];
export type Outcome = components['schemas']['StateOutcome'];

const LIST_MS = 5000;
const RUN_MS = 3000;
const PAGE = 50;

export interface RunsAsked {
  readonly machine?: string;
  readonly status?: RunStatus;
}

/** Runs of one machine or of all, newest first; the first page is asked for anew as long as it is the only one. */
export function useRuns(asked: RunsAsked) {
  const archive = useArchive();
  return useInfiniteQuery({
    queryKey: ['runs', asked],
    initialPageParam: undefined as string | undefined,
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam }) =>
      archive.get('/executions', {
        params: { query: { ...asked, limit: PAGE, ...(pageParam === undefined ? {} : { nextToken: pageParam }) } },
      }),
    getNextPageParam: ({ nextToken }) => nextToken,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 1) === 1 ? LIST_MS : false),
  });
}

/** The state machines of the stack. */
export function useMachines() {
  const archive = useArchive();
  return useQuery({
    queryKey: ['machines'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => (await archive.get('/machines', {})).items,
  });
}

/** The definition that the next run of a machine begins with. */
export function useMachine(machine: string) {
  const archive = useArchive();
  return useQuery({
    queryKey: ['machines', machine],
    queryFn: () => archive.get('/machines/{machine}', { params: { path: { machine } } }),
  });
}

/** What became of each state of a run, again and again until it has ended. */
export function useRunStates(id: string) {
  const archive = useArchive();
  return useQuery({
    queryKey: ['runs', 'states', id],
    queryFn: () => archive.get('/executions/{id}/states', { params: { path: { id } } }),
    refetchInterval: ({ state }) => (state.data?.status === 'RUNNING' ? RUN_MS : false),
  });
}

/** Goes on with a run that failed. */
export function useRedrive(id: string) {
  const archive = useArchive();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => archive.post('/executions/{id}/redrive', { params: { path: { id } } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['runs'] }),
  });
}

/** The records of a month are not read again for a while: it is many calls. */
const COSTS_MS = 15 * 60_000;

/** What the month so far has cost. */
export function useCosts() {
  const archive = useArchive();
  return useQuery({ queryKey: ['costs'], staleTime: COSTS_MS, queryFn: () => archive.get('/costs', {}) });
}

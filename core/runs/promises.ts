/** Headings of docs/invariants.md that a run can touch, by the word that the API tells. */
export const PROMISES = {
  'one-place': '1. Every fragment is in one place',
  watermark: '3. The watermark only moves forward',
  'run-again': '4. Any step may run again',
  'nothing-swallowed': '6. No error is swallowed',
  exports: 'Exports and shares',
  'images-twice': 'Images change nothing twice',
} as const;

export type PromiseName = keyof typeof PROMISES;

/** What is touched by a failure of states of the archive machine; the first row that fits counts. */
const OF_ARCHIVE: readonly (readonly [states: RegExp, promise: PromiseName])[] = [
  [/^(ArchiveClips?|FirstTry|AnotherTry|BackOff|RecordGap|SomethingWasLost)$/, 'one-place'],
  [/^(Begin|ComputeWindow|IsThereAWindow|WaitForTurn|ListFragments|IsTheStreamFree|WaitForPlans)$/, 'watermark'],
  [/^(CommitWindow|CaughtUp|StartCatchUp|GoOnNested|WasAnythingLost)$/, 'watermark'],
  [/^(StreamsFailed|ConcludeRun|DidAnyStreamLose)$/, 'nothing-swallowed'],
];

const OF_MACHINES: Readonly<Record<string, PromiseName>> = {
  export: 'exports',
  request: 'exports',
  analyze: 'images-twice',
};

/** Which promise a failure in a state touches: what keeps it stands in docs/invariants.md. */
export function touchedPromise(machine: string, state: string): PromiseName {
  const ofMachine = OF_MACHINES[machine];
  if (ofMachine !== undefined) return ofMachine;
  const name = state.replace(/^Long/, '');
  return (machine === 'archive' && OF_ARCHIVE.find(([states]) => states.test(name))?.[1]) || 'run-again';
}

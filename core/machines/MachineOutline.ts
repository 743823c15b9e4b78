/** How one state leads to another. */
export interface OutlineWay {
  readonly to: string;
  readonly by: 'next' | 'choice' | 'default' | 'catch';
  /** The condition of a choice, the errors of a catch. */
  readonly label?: string;
}

export interface OutlineState {
  readonly name: string;
  readonly type: 'Task' | 'Pass' | 'Choice' | 'Wait' | 'Succeed' | 'Fail' | 'Parallel' | 'Map';
  readonly comment?: string;
  readonly ways: readonly OutlineWay[];
  /** Of a Map: whether its children are executions of their own, and of which type. */
  readonly children?: 'INLINE' | 'STANDARD' | 'EXPRESS';
  /** What a Map goes through for each item, or the branches of a Parallel. */
  readonly inner?: readonly OutlineRegion[];
}

/** States that lead to each other. */
export interface OutlineRegion {
  readonly startAt: string;
  readonly states: readonly OutlineState[];
}

/** A state machine as far as it can be drawn: no address, no argument, no account. */
export interface MachineOutline extends OutlineRegion {
  readonly comment?: string;
}

/** Every state of a region, those within others too, in the order of the definition. */
export function* eachState({ states }: OutlineRegion): Generator<OutlineState, void, undefined> {
  for (const state of states) {
    yield state;
    for (const region of state.inner ?? []) yield* eachState(region);
  }
}

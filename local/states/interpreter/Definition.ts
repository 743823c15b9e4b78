/** The Amazon States Language in its JSONata dialect, as far as it is interpreted here. */

/** JSON in which every string `{% ... %}` is a JSONata expression. */
export type Template = unknown;

export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly Output?: Template;
  readonly Assign?: Template;
}

interface Transition {
  readonly Next?: string;
  readonly End?: boolean;
}

interface Shaping {
  readonly Output?: Template;
  readonly Assign?: Template;
}

interface Recovery {
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}

export interface TaskState extends Transition, Shaping, Recovery {
  readonly Type: 'Task';
  readonly Resource: string;
  readonly Arguments?: Template;
  readonly TimeoutSeconds?: number | string;
}

export interface PassState extends Transition, Shaping {
  readonly Type: 'Pass';
}

export interface WaitState extends Transition, Shaping {
  readonly Type: 'Wait';
  readonly Seconds?: number | string;
  readonly Timestamp?: string;
}

export interface ChoiceRule extends Shaping {
  readonly Condition: string | boolean;
  readonly Next: string;
}

export interface ChoiceState extends Shaping {
  readonly Type: 'Choice';
  readonly Choices: readonly ChoiceRule[];
  readonly Default?: string;
}

export interface SucceedState {
  readonly Type: 'Succeed';
  readonly Output?: Template;
}

export interface FailState {
  readonly Type: 'Fail';
  readonly Error?: string;
  readonly Cause?: string;
}

export interface ParallelState extends Transition, Shaping, Recovery {
  readonly Type: 'Parallel';
  readonly Arguments?: Template;
  readonly Branches: readonly StateGraph[];
}

export interface ItemReader {
  readonly Resource: string;
  readonly Arguments: Template;
  readonly ReaderConfig?: {
    readonly InputType?: 'JSON' | 'JSONL';
    readonly Transformation?: 'NONE' | 'LOAD_AND_FLATTEN';
    readonly MaxItems?: number | string;
  };
}

export interface ItemBatcher {
  readonly MaxItemsPerBatch?: number | string;
  readonly MaxInputBytesPerBatch?: number | string;
  readonly BatchInput?: Template;
}

export interface ResultWriterField {
  readonly Resource?: string;
  readonly Arguments?: Template;
  readonly WriterConfig?: {
    readonly Transformation?: 'NONE' | 'COMPACT' | 'FLATTEN';
    readonly OutputType?: 'JSON' | 'JSONL';
  };
}

export interface ItemProcessor extends StateGraph {
  readonly ProcessorConfig?: {
    readonly Mode?: 'INLINE' | 'DISTRIBUTED';
    readonly ExecutionType?: 'STANDARD' | 'EXPRESS';
  };
}

export interface MapState extends Transition, Shaping, Recovery {
  readonly Type: 'Map';
  readonly Items?: Template;
  readonly ItemSelector?: Template;
  readonly ItemReader?: ItemReader;
  readonly ItemBatcher?: ItemBatcher;
  readonly ItemProcessor: ItemProcessor;
  readonly MaxConcurrency?: number | string;
  readonly ToleratedFailurePercentage?: number | string;
  readonly ToleratedFailureCount?: number | string;
  readonly ResultWriter?: ResultWriterField;
  readonly Label?: string;
}

export type State =
  | TaskState
  | PassState
  | WaitState
  | ChoiceState
  | SucceedState
  | FailState
  | ParallelState
  | MapState;

export interface StateGraph {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export interface StateMachineDefinition extends StateGraph {
  readonly Comment?: string;
  readonly QueryLanguage?: string;
  readonly TimeoutSeconds?: number;
}

import type { Template } from './Definition.ts';
import type { Execution } from './Execution.ts';
import { evaluate, type States } from './expressions/evaluate.ts';
import { checkPayload } from './payloadBytes.ts';
import type { Progress } from './readProgress.ts';
import type { Scope } from './Scope.ts';
import { StateFailure } from './StateFailure.ts';
import type { Trail } from './Trail.ts';

/** The item of the innermost Map, as the context object shows it. */
export interface MapItem {
  readonly Index: number;
  readonly Value: unknown;
  readonly Source?: string;
}

/** One branch of an execution: where it records, what it sees, and what ends it. */
export interface Branch {
  readonly execution: Execution;
  readonly scope: Scope;
  readonly trail: Trail;
  readonly signal: AbortSignal;
  readonly mapItem: MapItem | undefined;
}

/** How a state was left. */
export interface Departure {
  readonly output: unknown;
  /** Variables to set once the state is left. */
  readonly assigned: Readonly<Record<string, unknown>>;
  /** The next state; undefined ends the branch. */
  readonly next: string | undefined;
}

/** One visit of one state, retries included. */
export class Visit {
  readonly branch: Branch;
  readonly stateName: string;
  readonly input: unknown;
  readonly enteredMs: number;
  readonly enteredEventId: number;
  /** How often the state was retried in this visit. */
  retryCount = 0;
  /** How far an earlier attempt came, where this visit goes on for it. */
  readonly resumed: Progress | undefined;
  readonly #variables: Readonly<Record<string, unknown>>;

  constructor(branch: Branch, stateName: string, input: unknown, enteredEventId: number, resumed?: Progress) {
    this.resumed = resumed;
    this.branch = branch;
    this.stateName = stateName;
    this.input = input;
    this.enteredMs = branch.execution.host.system.clock.now();
    this.enteredEventId = enteredEventId;
    this.#variables = branch.scope.bindings();
  }

  get system() {
    return this.branch.execution.host.system;
  }

  /** Evaluates one of the state's fields. All of them see the variables as they were when the state was entered. */
  async evaluate(
    template: Template,
    field: string,
    known: { result?: unknown; errorOutput?: unknown; mapItem?: MapItem } = {},
  ): Promise<unknown> {
    const { mapItem, ...more } = known;
    const context = (): unknown => this.#context(mapItem ?? this.branch.mapItem);
    const states: States = {
      input: this.input,
      get context() {
        return context();
      },
      ...more,
    };
    try {
      return await evaluate(template, states, this.#variables, this.system, field);
    } catch (thrown) {
      throw thrown instanceof StateFailure ? this.evaluationFailure(field, thrown.message) : thrown;
    }
  }

  /**
   * Evaluates a field that must be a whole number.
   * @throws StateFailure States.QueryEvaluationError for anything else, or outside the bounds
   */
  async evaluateInteger(template: Template, field: string, bounds: { min: number; max: number }): Promise<number> {
    const value = await this.evaluate(template, field);
    if (typeof value !== 'number' || !Number.isInteger(value) || value < bounds.min || value > bounds.max) {
      const text = `The field '${field}' must be an integer from ${bounds.min} to ${bounds.max}, not ${JSON.stringify(value)}.`;
      throw this.evaluationFailure(field, text);
    }
    return value;
  }

  /**
   * The States.QueryEvaluationError of one of the state's fields, noted in the history.
   * Observed: the cause begins with the state's name and the event at which it was entered.
   */
  evaluationFailure(field: string, text: string): StateFailure {
    const where = `An error occurred while executing the state '${this.stateName}' (entered at the event id #${this.enteredEventId}).`;
    const failure = new StateFailure('States.QueryEvaluationError', `${where} ${text}`);
    const details = { error: failure.name, cause: failure.message, location: field, state: this.stateName };
    this.branch.trail.note('EvaluationFailed', details);
    return failure;
  }

  /** Output and Assign of a state (or of the rule or catcher that was taken), and where it leads. */
  async depart(
    fields: { readonly Output?: Template; readonly Assign?: Template },
    next: string | undefined,
    known: { result?: unknown; errorOutput?: unknown } = {},
  ): Promise<Departure> {
    const unshaped = 'errorOutput' in known ? known.errorOutput : 'result' in known ? known.result : this.input;
    const output = fields.Output === undefined ? unshaped : await this.evaluate(fields.Output, 'Output', known);
    checkPayload(output, `The state/task '${this.stateName}' returned a result`);
    const assigned = fields.Assign === undefined ? {} : await this.evaluate(fields.Assign, 'Assign', known);
    return { output, assigned: assigned as Record<string, unknown>, next };
  }

  /** Documented: developer guide, "Context object". */
  #context(mapItem: MapItem | undefined): unknown {
    const { identity } = this.branch.execution;
    return {
      Execution: {
        Id: identity.executionArn,
        Input: identity.input,
        Name: identity.name,
        RoleArn: identity.roleArn,
        StartTime: new Date(identity.startMs).toISOString(),
        RedriveCount: identity.redriveCount ?? 0,
      },
      StateMachine: { Id: identity.stateMachineArn, Name: identity.stateMachineName },
      State: {
        Name: this.stateName,
        EnteredTime: new Date(this.enteredMs).toISOString(),
        RetryCount: this.retryCount,
      },
      ...(mapItem === undefined ? {} : { Map: { Item: mapItem } }),
    };
  }
}

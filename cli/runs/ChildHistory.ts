import { GetExecutionHistoryCommand, type HistoryEvent, type SFNClient } from '@aws-sdk/client-sfn';
import { inOurWords } from '../../cloud/awsError.ts';
import type { PlanOutcome, Window, WindowDecision } from '../../core/runs/run.ts';
import type { RunProgress } from './RunProgress.ts';

/** A recorded outcome with the window that it belongs to. */
export type ChildProgress = RunProgress & { readonly window?: Window };

/** Reads one child of a run (one stream, or a piece of a range) as it goes on, each event once. */
export class ChildHistory {
  readonly #sfn: SFNClient;
  readonly #executionArn: string;
  #lastId = 0;
  #window: Window | undefined;
  #waitTold = false;

  constructor(sfn: SFNClient, executionArn: string) {
    this.#sfn = sfn;
    this.#executionArn = executionArn;
  }

  /** What has happened since the last call. */
  async next(): Promise<ChildProgress[]> {
    const events = await this.#newEvents();
    return events.flatMap((event) => this.#read(event));
  }

  /** Newest first until a known one: a long history is not read again from its beginning. */
  async #newEvents(): Promise<HistoryEvent[]> {
    const fresh: HistoryEvent[] = [];
    let nextToken: string | undefined;
    do {
      const page = await inOurWords('GetExecutionHistory', () =>
        this.#sfn.send(
          new GetExecutionHistoryCommand({
            executionArn: this.#executionArn,
            reverseOrder: true,
            maxResults: 100,
            ...(nextToken === undefined ? {} : { nextToken }),
          }),
        ),
      );
      const events = page.events ?? [];
      const unknown = events.filter(({ id = 0 }) => id > this.#lastId);
      fresh.push(...unknown);
      nextToken = unknown.length < events.length ? undefined : page.nextToken;
    } while (nextToken !== undefined);
    this.#lastId = fresh[0]?.id ?? this.#lastId;
    return fresh.reverse();
  }

  #read(event: HistoryEvent): ChildProgress[] {
    const { name = '', output } = event.stateExitedEventDetails ?? {};
    if (output === undefined) return [];
    // The states of the second Map bear its label in front.
    const state = name.replace(/^Long/, '');
    if (state === 'ComputeWindow') return this.#decided(JSON.parse(output) as WindowDecision);
    const window = this.#window;
    if (window === undefined) return [];
    const { streamName } = window;
    if (state === 'CommitWindow') {
      const { clips, lagMs } = JSON.parse(output) as { clips: number; lagMs: number };
      return [{ type: 'pass', streamName, clips, lagMs }];
    }
    if (state !== 'ArchiveClip' && state !== 'RecordGap') return [];
    const outcome = JSON.parse(output) as Partial<PlanOutcome>;
    // A caught failure leaves ArchiveClip too, with the error as its output.
    if (outcome.planId === undefined) return [];
    const { planId, status, reason = 'failed', clips = 0, fragments, footageMs } = outcome;
    const held = fragments === undefined ? {} : { fragments, footageMs: footageMs ?? 0 };
    return [
      status === 'gap'
        ? { type: 'gap', streamName, planId, reason }
        : { type: 'clip', streamName, planId, clips, ...held, window },
    ];
  }

  #decided(decision: WindowDecision): ChildProgress[] {
    const { streamName } = decision;
    if (decision.status === 'window') {
      this.#window = decision;
      return [];
    }
    if (decision.status === 'skip') return [{ type: 'skipped', streamName, reason: decision.reason }];
    if (this.#waitTold) return [];
    this.#waitTold = true;
    return [{ type: 'waiting', streamName, seconds: decision.seconds }];
  }
}

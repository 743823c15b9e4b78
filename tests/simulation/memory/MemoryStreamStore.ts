import { ArchiverError } from '../../../core/errors.ts';
import { type ServerMs, serverMs } from '../../../core/fragment.ts';
import type { EnrolmentStore, PlanChange, StreamMarks, StreamStore } from '../../../core/ports/streamStore.ts';
import type { Enrolment } from '../../../core/streams/enrolment.ts';
import {
  type Lease,
  type LeaseKind,
  type StreamState,
  type WantedMinute,
  wantedId,
} from '../../../core/streams/streamState.ts';

/** The stream store in memory, with the conditions of the real one. Remembers every watermark that stood. */
export class MemoryStreamStore implements StreamStore {
  readonly items = new Map<string, StreamState>();
  readonly watermarks: { streamArn: string; ms: number }[] = [];

  async get(streamArn: string): Promise<StreamState | undefined> {
    const state = this.items.get(streamArn);
    return state === undefined ? undefined : structuredClone(state);
  }

  async create(state: StreamState): Promise<StreamState> {
    const standing = this.items.get(state.streamArn);
    if (standing !== undefined) return structuredClone(standing);
    this.items.set(state.streamArn, structuredClone(state));
    return state;
  }

  async changePlans(streamArn: string, change: PlanChange, expectedVersion?: number): Promise<void> {
    const state = this.#item(streamArn);
    if (expectedVersion !== undefined && state.version !== expectedVersion) {
      throw new ArchiverError('Conflict', `version is ${state.version}, not ${expectedVersion}`);
    }
    const opened = [...(change.open ?? [])];
    const openedBundles = [...(change.openBundles ?? [])];
    const without = <T extends { planId: string }>(
      list: readonly T[],
      ...gone: (readonly string[] | undefined)[]
    ): T[] => list.filter(({ planId }) => !gone.some((ids) => ids?.includes(planId)));
    this.items.set(streamArn, {
      ...state,
      version: state.version + (opened.length > 0 || change.raiseVersion === true ? 1 : 0),
      openPlans: [
        ...without(
          state.openPlans,
          change.close,
          opened.map(({ planId }) => planId),
        ),
        ...opened,
      ],
      openBundles: [
        ...without(
          state.openBundles,
          change.closeBundles,
          openedBundles.map(({ planId }) => planId),
        ),
        ...openedBundles,
      ],
    });
  }

  async takeLease(streamArn: string, kind: LeaseKind, lease: Lease, nowMs: number): Promise<Lease> {
    const state = this.#item(streamArn);
    const standing = state.leases[kind];
    if (standing !== undefined && standing.untilMs > nowMs && standing.runId !== lease.runId) return standing;
    this.items.set(streamArn, { ...state, leases: { ...state.leases, [kind]: lease } });
    return lease;
  }

  async releaseLease(streamArn: string, kind: LeaseKind, runId: string): Promise<void> {
    const state = this.#item(streamArn);
    if (state.leases[kind]?.runId !== runId) return;
    const { [kind]: _gone, ...leases } = state.leases;
    this.items.set(streamArn, { ...state, leases });
  }

  async moveWatermark(
    streamArn: string,
    to: ServerMs,
    dailyPassMs?: number,
    newestServerMs?: ServerMs,
  ): Promise<boolean> {
    const state = this.#item(streamArn);
    if (state.watermarkMs > to) return false;
    this.watermarks.push({ streamArn, ms: to });
    this.items.set(streamArn, {
      ...state,
      watermarkMs: serverMs(to),
      ...(dailyPassMs === undefined ? {} : { dailyPassMs }),
      ...(newestServerMs === undefined || newestServerMs < (state.newestServerMs ?? 0) ? {} : { newestServerMs }),
    });
    return true;
  }

  async rememberEndpoint(streamArn: string, api: string, url: string): Promise<void> {
    const state = this.#item(streamArn);
    this.items.set(streamArn, { ...state, endpoints: { ...state.endpoints, [api]: url } });
  }

  async rememberDescription(streamArn: string, retentionHours: number, describedMs: number): Promise<void> {
    this.items.set(streamArn, { ...this.#item(streamArn), retentionHours, describedMs });
  }

  async want(streamArn: string, minutes: readonly WantedMinute[]): Promise<void> {
    const state = this.#item(streamArn);
    const ids = new Set(minutes.map(wantedId));
    const others = (state.wanted ?? []).filter((each) => !ids.has(wantedId(each)));
    this.items.set(streamArn, { ...state, wanted: [...others, ...minutes] });
  }

  async settleWanted(streamArn: string, minutes: readonly WantedMinute[]): Promise<void> {
    const state = this.#item(streamArn);
    const isSettled = (wanted: WantedMinute): boolean =>
      minutes.some((each) => wantedId(each) === wantedId(wanted) && each.sinceMs === wanted.sinceMs);
    this.items.set(streamArn, { ...state, wanted: (state.wanted ?? []).filter((each) => !isSettled(each)) });
  }

  async mark(streamArn: string, marks: StreamMarks): Promise<void> {
    const state = this.items.get(streamArn);
    if (state === undefined) return;
    const marked = Object.entries({ ...state, ...marks }).filter(([, value]) => value !== null && value !== undefined);
    this.items.set(streamArn, Object.fromEntries(marked) as unknown as StreamState);
  }

  async page(after?: string): Promise<{ items: StreamState[]; nextToken?: string }> {
    const arns = [...this.items.keys()].sort().filter((arn) => after === undefined || arn > after);
    const items = arns.slice(0, 2).flatMap((arn) => structuredClone(this.items.get(arn)) ?? []);
    return { items, ...(arns.length > 2 ? { nextToken: arns[1] ?? '' } : {}) };
  }

  #item(streamArn: string): StreamState {
    const state = this.items.get(streamArn);
    if (state === undefined) throw new ArchiverError('Conflict', `there is no item of ${streamArn}`);
    return state;
  }
}

/** Enrolments in memory. */
export class MemoryEnrolmentStore implements EnrolmentStore {
  readonly items = new Map<string, Enrolment>();

  async get(streamName: string): Promise<Enrolment | undefined> {
    return this.items.get(streamName);
  }

  async put(enrolment: Enrolment): Promise<void> {
    this.items.set(enrolment.streamName, enrolment);
  }

  async setArn(streamName: string, streamArn: string): Promise<void> {
    const enrolment = this.items.get(streamName);
    if (enrolment !== undefined) this.items.set(streamName, { ...enrolment, streamArn });
  }

  async delete(streamName: string): Promise<void> {
    this.items.delete(streamName);
  }

  async list(pageSize: number, after = ''): Promise<{ items: Enrolment[]; nextToken?: string }> {
    const names = [...this.items.keys()].filter((name) => name > after).sort();
    const page = names.slice(0, pageSize);
    const last = page[page.length - 1];
    return {
      items: page.flatMap((name) => this.items.get(name) ?? []),
      ...(names.length > page.length && last !== undefined ? { nextToken: last } : {}),
    };
  }
}

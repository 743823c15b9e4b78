import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../core/system.ts';
import { parseSignature } from '../auth/parseSignature.ts';
import type { ConsumedUnits } from '../dynamodb/consumedUnits.ts';
import { describeCall } from '../faults/describeCall.ts';
import type { ServiceName } from '../gateway/chooseService.ts';
import type { LambdaFunction } from '../lambda/lambdaFunction.ts';
import type { ExecutionIdentity } from '../states/interpreter/Execution.ts';
import type { HistoryEvent } from '../states/interpreter/HistoryEvent.ts';
import type { CalledOperation, CallReport, FunctionUse } from './CallReport.ts';
import { ExecutionCounts } from './ExecutionCounts.ts';

export interface MeterOptions {
  readonly clock: Clock;
  /** Whose key it is: a function's name, a role's ARN; undefined for everybody else. */
  principalOf(accessKeyId: string): string | undefined;
  functions(): readonly LambdaFunction[];
}

/** Counts what AWS would charge for. It only looks on: nothing waits for it, and nothing fails by it. */
export interface Meter {
  /** A request on its way to its service. */
  onRequest(service: ServiceName, request: IncomingMessage, response: ServerResponse): void;
  onUnits(request: IncomingMessage, operation: string, units: ConsumedUnits): void;
  /** @returns what to call when the invocation has ended */
  onInvocation(invocation: { readonly functionName: string }): () => void;
  onLog(functionName: string, text: string): void;
  onHistoryEvent(event: HistoryEvent, execution: ExecutionIdentity): void;
  onBucketEvent(bucket: string): void;
  report(): CallReport;
  /** Every count begins anew; what is under way is counted when it ends. @returns the last counts */
  reset(): CallReport;
}

type Counted<T> = { -readonly [Field in keyof T]: T[Field] };

export function createMeter({ clock, principalOf, functions }: MeterOptions): Meter {
  let sinceMs = clock.now();
  let calls = new Map<string, Counted<CalledOperation>>();
  let used = new Map<string, Counted<FunctionUse>>();
  let executions = new ExecutionCounts();
  let bucketEvents = new Map<string, number>();

  function callerOf(request: IncomingMessage): string {
    const claim = parseSignature(request);
    const principal = typeof claim === 'string' ? undefined : principalOf(claim.accessKeyId);
    if (principal === undefined || principal === 'admin') return 'client';
    return principal.slice(principal.lastIndexOf('/') + 1);
  }

  function countOf(caller: string, service: string, operation: string): Counted<CalledOperation> {
    const key = `${caller} ${service} ${operation}`;
    const known = calls.get(key);
    if (known !== undefined) return known;
    const zero = { calls: 0, bytesIn: 0, bytesOut: 0, readUnits: 0, writeUnits: 0 };
    const count = { caller, service, operation, ...zero };
    calls.set(key, count);
    return count;
  }

  function usageOf(name: string): Counted<FunctionUse> {
    const known = used.get(name);
    if (known !== undefined) return known;
    const memoryMb = functions().find((fn) => fn.name === name)?.memoryMb ?? 0;
    const zero = { invocations: 0, milliseconds: 0, longestMs: 0, gbSeconds: 0, logBytes: 0 };
    const use = { name, memoryMb, shortestMs: 0, ...zero };
    used.set(name, use);
    return use;
  }

  const report = (): CallReport => ({
    sinceMs,
    calls: [...calls.values()].map((call) => ({ ...call })),
    functions: [...used.values()].map((use) => ({ ...use })),
    executions: executions.report(),
    bucketEvents: Object.fromEntries(bucketEvents),
  });

  return {
    onRequest(service, request, response) {
      if (service === 'control') return;
      const call = describeCall(service, request);
      const count = countOf(callerOf(request), call?.service ?? service, call?.operation ?? 'unknown');
      count.calls += 1;
      const { headers, socket } = request;
      count.bytesIn += Number(headers['x-amz-decoded-content-length'] ?? headers['content-length'] ?? 0) || 0;
      // One answer at a time leaves by a connection, so what it has written meanwhile is this one's.
      const before = socket.bytesWritten;
      response.once('close', () => {
        count.bytesOut += socket.bytesWritten - before;
      });
    },
    onUnits(request, operation, { readUnits, writeUnits }) {
      const count = countOf(callerOf(request), 'dynamodb', operation);
      count.readUnits += readUnits;
      count.writeUnits += writeUnits;
    },
    onInvocation({ functionName }) {
      const startMs = clock.now();
      return () => {
        const tookMs = clock.now() - startMs;
        const use = usageOf(functionName);
        use.shortestMs = use.invocations === 0 ? tookMs : Math.min(use.shortestMs, tookMs);
        use.longestMs = Math.max(use.longestMs, tookMs);
        use.invocations += 1;
        use.milliseconds += tookMs;
        use.gbSeconds += (use.memoryMb / 1024) * (tookMs / 1000);
      };
    },
    onLog(functionName, text) {
      usageOf(functionName).logBytes += Buffer.byteLength(text);
    },
    onHistoryEvent: (event, execution) => executions.add(event, execution),
    onBucketEvent(bucket) {
      bucketEvents.set(bucket, (bucketEvents.get(bucket) ?? 0) + 1);
    },
    report,
    reset() {
      const last = report();
      sinceMs = clock.now();
      calls = new Map();
      used = new Map();
      executions = executions.fresh();
      bucketEvents = new Map();
      return last;
    },
  };
}

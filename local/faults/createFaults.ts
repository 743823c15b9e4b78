import type { IncomingMessage, ServerResponse } from 'node:http';
import { ArchiverError } from '../../core/errors.ts';
import type { System } from '../../core/system.ts';
import type { Intercept } from '../gateway/createGateway.ts';
import { RequestTooLarge, readBody } from '../gateway/readBody.ts';
import type { RunningInvocation } from '../lambda/RunningInvocation.ts';
import { answerInstead, resetConnection, sendFailure } from './answerInstead.ts';
import { type AwsCall, describeCall } from './describeCall.ts';
import { type FaultRule, isEventRule, isFunctionRule, isServiceRule, type ServiceRule } from './FaultRule.ts';
import { diskFullAnswer, failureAnswer } from './failureAnswer.ts';
import { isNamed } from './isNamed.ts';
import { S3_WRITES } from './operationNames.ts';
import { type Hit, RuleCount, strike } from './RuleCount.ts';
import { type CallingInvocation, RunningInvocations } from './RunningInvocations.ts';
import { readFaultPlan } from './readFaultPlan.ts';
import { endingWith, tamperingOf } from './tamperings.ts';
import { replaceAnswer, tamperResponse } from './tamperResponse.ts';

/** The plan in force, as `GET /_local/faults` shows it. */
export interface FaultReport {
  readonly seed: number;
  /** `calls`: how often a rule could have struck; `hits`: how often it did. */
  readonly rules: readonly (FaultRule & { readonly calls: number; readonly hits: number })[];
}

export interface Faults {
  /** Replaces the plan; every count begins anew. @throws ArchiverError InvalidInput that names the field */
  replace(plan: unknown): FaultReport;
  /** Ends the plan. @returns its last counts */
  clear(): FaultReport;
  report(): FaultReport;
  /** For the gateway. */
  readonly intercept: Intercept;
  /** For the Lambda host. @returns what to call when the invocation has ended */
  onInvocation(invocation: RunningInvocation): () => void;
  /** For the event bus: when to hand an event over, in ms from now; more than once where it is repeated. */
  deliveriesOf(detailType: string): readonly number[];
  /** Answers `/_local/faults`. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export interface FaultsOptions {
  readonly system: System;
  /** Full names of the functions that rules may name. */
  functions(): readonly string[];
  /** Has retention take everything that KVS received before a moment, in UTC epoch milliseconds. */
  expire?(beforeServerMs: number): Promise<void>;
}

const BODY_LIMIT_BYTES = 1024 * 1024;

interface PlanInForce {
  readonly seed: number;
  readonly rules: readonly RuleCount[];
}

const NO_PLAN: PlanInForce = { seed: 1, rules: [] };

/** Faults on demand: what is to go wrong between the handlers and the services, by a plan that a seed makes repeatable. */
export function createFaults({ system, functions, expire }: FaultsOptions): Faults {
  let plan = NO_PLAN;
  const invocations = new RunningInvocations();

  const report = (): FaultReport => ({
    seed: plan.seed,
    rules: plan.rules.map(({ rule, calls, hits }) => ({ ...rule, calls, hits })),
  });

  function replace(value: unknown): FaultReport {
    const { seed, rules } = readFaultPlan(value, functions());
    plan = { seed, rules: rules.map((rule, index) => new RuleCount(rule, index, seed)) };
    return report();
  }

  function clear(): FaultReport {
    const last = report();
    plan = NO_PLAN;
    return last;
  }

  /** Whether a rule concerns a call: of this service and operation, or the k-th of an invocation. */
  function concerns(rule: FaultRule, call: AwsCall | undefined, caller: CallingInvocation | undefined): boolean {
    if (isServiceRule(rule)) {
      if (rule.service !== call?.service) return false;
      // A disk is full for those who write.
      if (rule.kind === 'disk-full' && !S3_WRITES.has(call.operation ?? '')) return false;
      return rule.operation === undefined || rule.operation === call.operation;
    }
    if (!isFunctionRule(rule) || caller === undefined) return false;
    return (
      (rule.beforeCall ?? rule.afterCall) === caller.calls && isNamed(caller.invocation.functionName, rule.function)
    );
  }

  const intercept: Intercept = async (name, request, response) => {
    if (name === 'control') return 'pass';
    const caller = invocations.of(request);
    if (caller === 'dead') {
      resetConnection(request);
      return 'answered';
    }
    if (caller !== undefined) caller.calls += 1;
    if (plan.rules.length === 0) return 'pass';
    const call = describeCall(name, request);
    const { seed } = plan;
    const hit = strike(plan.rules, (rule) => concerns(rule, call, caller));
    if (hit === undefined) return 'pass';
    const { rule } = hit;
    if (isServiceRule(rule) && call !== undefined) return breakCall({ ...hit, rule }, seed, call, request, response);
    if (!isFunctionRule(rule) || caller === undefined || rule.kind === 'clock') return 'pass';
    const { kind } = rule;
    if (rule.beforeCall !== undefined) {
      invocations.end(caller, kind);
      resetConnection(request);
      return 'answered';
    }
    tamperResponse(
      response,
      endingWith(() => invocations.end(caller, kind)),
    );
    return 'pass';
  };

  async function breakCall(
    hit: Hit<ServiceRule>,
    seed: number,
    { service }: AwsCall,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<'answered' | 'pass'> {
    const { kind, when, status } = hit.rule;
    if (kind === 'expire') {
      await expire?.(system.clock.now() - (hit.rule.ms ?? 0));
      return 'pass';
    }
    if (kind === 'disk-full') {
      await answerInstead(request, response, diskFullAnswer(), system.clock);
      return 'answered';
    }
    if (kind === 'throttle' || kind === 'error') {
      const failure = failureAnswer(service, kind, status);
      if (when === 'after') {
        replaceAnswer(response, () => sendFailure(request, response, failure));
        return 'pass';
      }
      await answerInstead(request, response, failure, system.clock);
      return 'answered';
    }
    const tampering = tamperingOf(hit, seed, { clock: system.clock, isHead: request.method === 'HEAD' });
    if (tampering === undefined) {
      resetConnection(request);
      return 'answered';
    }
    tamperResponse(response, tampering);
    return 'pass';
  }

  function onInvocation(invocation: RunningInvocation): () => void {
    const ended = invocations.begin(invocation);
    const hit = strike(
      plan.rules,
      (rule) =>
        isFunctionRule(rule) &&
        rule.beforeCall === undefined &&
        rule.afterCall === undefined &&
        isNamed(invocation.functionName, rule.function),
    );
    if (hit === undefined || !isFunctionRule(hit.rule)) return ended;
    const { kind, ms = 0 } = hit.rule;
    if (kind === 'clock') invocation.setClock(ms);
    else invocations.end({ invocation, calls: 0 }, kind);
    return ended;
  }

  function deliveriesOf(detailType: string): readonly number[] {
    const hit = strike(plan.rules, (rule) => isEventRule(rule) && rule.event === detailType);
    if (hit === undefined || !isEventRule(hit.rule)) return [0];
    const { kind, ms = 0 } = hit.rule;
    return kind === 'twice' ? [0, ms] : [ms];
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (request.method === 'GET') return send(response, 200, report());
      if (request.method === 'DELETE') return send(response, 200, clear());
      if (request.method !== 'POST') {
        return send(response, 405, { error: { code: 'InvalidInput', message: 'GET, POST and DELETE only' } });
      }
      send(response, 200, replace(JSON.parse((await readBody(request, BODY_LIMIT_BYTES)).toString('utf8'))));
    } catch (error) {
      const message = refusal(error);
      if (message === undefined) throw error;
      send(response, 400, { error: { code: 'InvalidInput', message } });
    }
  }

  return { replace, clear, report, intercept, onInvocation, deliveriesOf, handle };
}

/** Why an input is refused; undefined for what is no fault of its sender. */
function refusal(error: unknown): string | undefined {
  if (error instanceof SyntaxError) return 'the body is not JSON';
  if (error instanceof RequestTooLarge || (error instanceof ArchiverError && error.kind === 'InvalidInput')) {
    return error.message;
  }
  return undefined;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = `${JSON.stringify(body, undefined, 2)}\n`;
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

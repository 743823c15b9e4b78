import type { ServerResponse } from 'node:http';
import type { System } from '../../core/system.ts';
import { RequestTooLarge, readBody } from '../gateway/readBody.ts';
import type { LocalService } from '../service.ts';
import type { EventRule, EventTarget } from './EventRule.ts';
import { matchPattern } from './matchPattern.ts';
import { transformInput } from './transformInput.ts';

/** An event as EventBridge hands it over. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

export interface EventsOptions {
  readonly rules: readonly EventRule[];
  readonly system: System;
  readonly region: string;
  readonly accountId: string;
  invokeTarget(targetArn: string, input: string): Promise<void>;
  onFailure(rule: EventRule, error: unknown): void;
  /** When an event is handed over, in ms from now, as often as there are times: at once where nothing disturbs it. */
  deliveriesOf?(detailType: string): readonly number[];
}

export interface LocalEvents extends LocalService {
  /** Hands a whole event, as a service makes it, to the rules of the default bus that it matches. */
  deliver(event: BusEvent): void;
  /** Hands an event to the rules it matches. */
  put(event: {
    source: string;
    detailType: string;
    detail: unknown;
    resources?: readonly string[];
    bus?: string;
  }): void;
}

const REQUEST_LIMIT_BYTES = 1024 * 1024 + 64 * 1024;
/** Documented: PutEvents takes up to 10 entries. */
const MAX_ENTRIES = 10;

function inputFor(event: BusEvent, target: EventTarget): string {
  if (target.input !== undefined) return target.input;
  if (target.transformer !== undefined) return transformInput(event, target.transformer);
  if (target.inputPath !== undefined) {
    return transformInput(event, { InputPathsMap: { it: target.inputPath }, InputTemplate: '<it>' });
  }
  return JSON.stringify(event);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

/** EventBridge on the embedded stack: rules with patterns, and PutEvents. */
export function createEvents(options: EventsOptions): LocalEvents {
  const { system, region, accountId } = options;
  const underWay = new Set<Promise<void>>();
  const closing = new AbortController();

  function track(work: Promise<void>): void {
    const done: Promise<void> = work.finally(() => underWay.delete(done));
    underWay.add(done);
  }

  function deliver(event: BusEvent, bus: string): void {
    for (const ms of options.deliveriesOf?.(event['detail-type']) ?? [0]) {
      if (ms === 0) hand(event, bus);
      else
        track(
          system.clock.sleep(ms, closing.signal).then(
            () => hand(event, bus),
            () => undefined, // Closed: nobody is left to take it.
          ),
        );
    }
  }

  function hand(event: BusEvent, bus: string): void {
    for (const rule of options.rules) {
      if (rule.bus !== bus || !matchPattern(rule.pattern, event)) continue;
      for (const target of rule.targets) {
        track(
          Promise.resolve()
            .then(() => options.invokeTarget(target.arn, inputFor(event, target)))
            .catch((error: unknown) => options.onFailure(rule, error)),
        );
      }
    }
  }

  const put: LocalEvents['put'] = ({ source, detailType, detail, resources = [], bus = 'default' }) =>
    deliver(
      {
        version: '0',
        id: system.random.uuid(),
        'detail-type': detailType,
        source,
        account: accountId,
        time: new Date(system.clock.now()).toISOString().replace(/\.\d{3}/, ''),
        region,
        resources,
        detail,
      },
      bus,
    );

  function putEntry(entry: Record<string, unknown>): Record<string, string> {
    if (typeof entry.Source !== 'string' || typeof entry.DetailType !== 'string' || typeof entry.Detail !== 'string') {
      return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Source, DetailType and Detail are required.' };
    }
    try {
      put({
        source: entry.Source,
        detailType: entry.DetailType,
        detail: JSON.parse(entry.Detail),
        resources: Array.isArray(entry.Resources) ? entry.Resources.map(String) : [],
        bus:
          String(entry.EventBusName ?? 'default')
            .split('/')
            .pop() ?? 'default',
      });
    } catch {
      return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    }
    return { EventId: system.random.uuid() };
  }

  return {
    name: 'eventbridge',
    deliver: (event) => deliver(event, 'default'),
    put,
    async handle(request, response) {
      let input: { Entries?: unknown };
      try {
        input = JSON.parse((await readBody(request, REQUEST_LIMIT_BYTES)).toString('utf8'));
      } catch (error) {
        if (!(error instanceof SyntaxError || error instanceof RequestTooLarge)) throw error;
        return send(response, 400, { __type: 'SerializationException', message: error.message });
      }
      if (request.headers['x-amz-target'] !== 'AWSEvents.PutEvents') {
        return send(response, 400, {
          __type: 'UnknownOperationException',
          message: 'only PutEvents is available here',
        });
      }
      const entries = input?.Entries;
      if (!Array.isArray(entries) || entries.length < 1 || entries.length > MAX_ENTRIES) {
        return send(response, 400, { __type: 'ValidationException', message: 'Entries must hold 1 to 10 events' });
      }
      const results = entries.map((entry) => putEntry((entry ?? {}) as Record<string, unknown>));
      const failed = results.filter((result) => 'ErrorCode' in result).length;
      send(response, 200, { FailedEntryCount: failed, Entries: results });
    },
    async close() {
      closing.abort();
      await Promise.all(underWay);
    },
  };
}

import type { QuotaUse } from './StackFacts.ts';

/** What a fleet asks of the account's quotas. */
export interface FleetSize {
  readonly streams: number;
  /** Seconds between two passes over a stream. */
  readonly intervalSeconds: number;
}

/** A quota as Service Quotas tells it, where it answers. */
export interface ToldQuota {
  readonly service: string;
  readonly name: string;
  readonly value: number;
}

/** A rule of the machine: children at once (statemachines/archive.asl.yml, LiveStreams). */
const CHILDREN_AT_ONCE = 500;
/** A pass over a stream, as measured for 2 Mbit/s in windows of 300 s: docs/operations.md. */
const PASS_SECONDS = 8;
const HOUR_SECONDS = 3_600;

interface Rule {
  readonly name: string;
  readonly unit: string;
  /** Documented: service quotas of Kinesis Video Streams, Step Functions and Lambda. */
  readonly usual: number;
  /** How Service Quotas may call it. */
  readonly service: string;
  readonly told: RegExp;
  used(size: FleetSize): number;
}

const atOnce = ({ streams, intervalSeconds }: FleetSize): number =>
  Math.min(CHILDREN_AT_ONCE, streams, Math.ceil((streams * PASS_SECONDS) / intervalSeconds) || 0);

const RULES: readonly Rule[] = [
  {
    name: 'streams of the account',
    unit: 'streams',
    usual: 10_000,
    service: 'kinesisvideo',
    told: /streams per account|number of streams/i,
    used: ({ streams }) => streams,
  },
  {
    // Endpoints are kept on the stream's item: they are asked for when a stream is new, or one has moved.
    name: 'GetDataEndpoint, if every endpoint moved within one interval',
    unit: 'calls a second',
    usual: 300,
    service: 'kinesisvideo',
    told: /GetDataEndpoint/i,
    used: ({ streams, intervalSeconds }) => (3 * streams) / intervalSeconds,
  },
  {
    name: 'DescribeStream, once an hour for each stream',
    unit: 'calls a second',
    usual: 300,
    service: 'kinesisvideo',
    told: /DescribeStream\b/i,
    used: ({ streams }) => streams / HOUR_SECONDS,
  },
  {
    name: 'children of a Map started a second',
    unit: 'a second',
    usual: 1_000,
    service: 'states',
    told: /never told/,
    used: ({ streams, intervalSeconds }) => streams / intervalSeconds,
  },
  {
    name: 'functions running at once',
    unit: 'executions',
    usual: 1_000,
    service: 'lambda',
    told: /concurrent executions/i,
    used: atOnce,
  },
];

/** How near the fleet is to each quota; the documented figure where Service Quotas tells none. */
export function fleetQuotas(size: FleetSize, told: readonly ToldQuota[]): QuotaUse[] {
  return RULES.map((rule) => {
    const own = told.find(({ service, name }) => service === rule.service && rule.told.test(name));
    return {
      name: rule.name,
      unit: rule.unit,
      used: rule.used(size),
      quota: own?.value ?? rule.usual,
      from: own === undefined ? 'the documentation' : 'Service Quotas',
    };
  });
}

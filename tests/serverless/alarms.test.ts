import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { realSystem } from '../../cloud/system/realSystem.ts';
import { METRIC_NAMESPACE, METRICS } from '../../core/observe/metrics.ts';
import { packageService } from '../../local/template/packageService.ts';
import { type EmittedMetric, emittedMetrics } from './checks/emitted.ts';
import { type Fields, isRecord, ofType, type Template } from './checks/Template.ts';

const ROOT = join(__dirname, '../..');
const OPERATIONS = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');

let template: Template;
let emitted: EmittedMetric[];

beforeAll(async () => {
  process.env.STAGE = 'prod';
  const cacheDir = join(ROOT, 'node_modules', '.cache', 'kvs-archiver');
  const service = await packageService({ root: ROOT, stage: 'prod', cacheDir, system: realSystem });
  template = structuredClone(service.template) as unknown as Template;
  emitted = emittedMetrics();
}, 900_000);

/** A metric that somebody looks at: where it is named, and what it is. */
interface Watched {
  readonly where: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, unknown>>;
}

const alarms = (): [string, Fields][] => ofType(template, 'AWS::CloudWatch::Alarm');

function metricOf(where: string, metric: Fields): Watched {
  const dimensions = (metric.Dimensions ?? []) as { Name: string; Value: unknown }[];
  return {
    where,
    namespace: String(metric.Namespace),
    name: String(metric.MetricName),
    dimensions: Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value])),
  };
}

/** The metrics of an alarm: its own, or those of its expression. */
function metricsOf([where, properties]: [string, Fields]): Watched[] {
  if (properties.MetricName !== undefined) return [metricOf(where, properties)];
  return (properties.Metrics as Fields[]).flatMap(({ MetricStat }) =>
    isRecord(MetricStat) ? [metricOf(where, MetricStat.Metric as Fields)] : [],
  );
}

/** Metrics that AWS itself sends of a resource, and how a dimension names it. */
const OF_AWS: Readonly<Record<string, { names: readonly string[]; dimension: string; type: string }>> = {
  'AWS/Lambda': {
    names: ['Errors', 'Invocations', 'Duration', 'Throttles'],
    dimension: 'FunctionName',
    type: 'AWS::Lambda::Function',
  },
  'AWS/States': {
    names: ['ExecutionsStarted', 'ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted'],
    dimension: 'StateMachineArn',
    type: 'AWS::StepFunctions::StateMachine',
  },
  'AWS/SQS': {
    names: ['ApproximateNumberOfMessagesVisible'],
    dimension: 'QueueName',
    type: 'AWS::SQS::Queue',
  },
};

/** The resource that a dimension's value means: by reference, by `${…}` in a text, or by a function's name. */
function resourceOf(value: unknown): string | undefined {
  if (isRecord(value)) return String([value.Ref ?? value['Fn::GetAtt']].flat()[0]);
  const [, inText] = /^\$\{([A-Za-z0-9]+)(?:\.[A-Za-z]+)?\}$/.exec(String(value)) ?? [];
  if (inText !== undefined) return inText;
  return ofType(template, 'AWS::Lambda::Function').find(([, { FunctionName }]) => FunctionName === value)?.[0];
}

function faultsOf(watched: readonly Watched[]): string[] {
  return watched.flatMap(({ where, namespace, name, dimensions }) => {
    if (namespace === METRIC_NAMESPACE) {
      const same = emitted.some(
        (each) => each.name === name && JSON.stringify(sorted(each.dimensions)) === JSON.stringify(sorted(dimensions)),
      );
      return same ? [] : [`${where}: nobody emits ${name} ${JSON.stringify(dimensions)}`];
    }
    const known = OF_AWS[namespace];
    if (known === undefined) return [`${where}: no namespace ${namespace}`];
    if (!known.names.includes(name)) return [`${where}: ${namespace} has no ${name}`];
    const [dimension, ...others] = Object.keys(dimensions);
    if (dimension !== known.dimension || others.length > 0) return [`${where}: ${namespace} is by ${known.dimension}`];
    const resource = resourceOf(dimensions[known.dimension]) ?? '';
    return template.Resources[resource]?.Type === known.type
      ? []
      : [`${where}: ${JSON.stringify(dimensions)} is no ${known.type}`];
  });
}

const sorted = (record: Readonly<Record<string, unknown>>) =>
  Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));

describe('metrics', () => {
  it('are emitted, each with its unit, by service and stage alone', () => {
    expect(emitted.map(({ name, unit }) => `${name} ${unit}`).sort()).toEqual(
      Object.entries(METRICS)
        .map(([name, { unit }]) => `${name} ${unit}`)
        .sort(),
    );
    expect(new Set(emitted.map(({ namespace }) => namespace))).toEqual(new Set([METRIC_NAMESPACE]));
    for (const { dimensions } of emitted) expect(dimensions).toEqual({ service: 'kvs-archiver', stage: 'prod' });
  });

  it('say what was counted', () => {
    const values = Object.fromEntries(emitted.map(({ name, value }) => [name, value]));

    expect(values).toMatchObject({
      FragmentsListed: 40,
      ClipsArchived: 2,
      BundlesArchived: 1,
      BundlesFailed: 1,
      GapsFailed: 1,
      GapsExpired: 2,
      GapsUnsupported: 1,
      SpansUnseen: 1,
      BytesArchived: 1500,
      PlanRetries: 3,
      CallsThrottled: 5,
      StepsThrottled: 1,
      StreamsFailed: 2,
      OldestWatermarkAge: 90,
      OldestOpenPlanAge: 60,
      OldestPackageAge: 90,
      StreamsDiscovered: 2,
      OrphansAdopted: 2,
      OrphansDeleted: 3,
      OrphansLeft: 1,
      ArchiveFindings: 4,
    });
  });
});

describe('alarms', () => {
  it('watch metrics that are emitted, or that AWS sends of a resource of the stack', () => {
    expect(faultsOf(alarms().flatMap(metricsOf))).toEqual([]);
  });

  it('say which one of their metrics is wrong', () => {
    const { where, ...right } = metricsOf(alarms()[0] ?? ['', {}])[0] ?? { where: '', name: '' };
    const wrong = [
      { ...right, where, name: 'OldestWatermark' },
      { ...right, where, dimensions: { service: 'kvs-archiver' } },
      { where, namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: 'kvs-archiver-prod-nothing' } },
      { where, namespace: 'AWS/Lambda', name: 'Failures', dimensions: {} },
      { where, namespace: 'AWS/States', name: 'ExecutionsFailed', dimensions: { FunctionName: 'x' } },
      { where, namespace: 'AWS/Lamda', name: 'Errors', dimensions: {} },
    ] as Watched[];

    expect(wrong.map((each) => faultsOf([each]).length)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('exist for every machine, every function and every queue of the stack', () => {
    const watched = alarms().flatMap(metricsOf);
    const watches = (namespace: string, metric: string) =>
      new Set(
        watched
          .filter(({ namespace: space, name }) => space === namespace && name === metric)
          .map(({ dimensions }) => resourceOf(Object.values(dimensions)[0])),
      );
    const all = (type: string) => new Set(ofType(template, type).map(([logicalId]) => logicalId));

    for (const metric of ['ExecutionsFailed', 'ExecutionsTimedOut', 'ExecutionsAborted']) {
      expect(watches('AWS/States', metric)).toEqual(all('AWS::StepFunctions::StateMachine'));
    }
    for (const metric of ['Errors', 'Duration', 'Throttles']) {
      expect(watches('AWS/Lambda', metric)).toEqual(all('AWS::Lambda::Function'));
    }
    expect(watches('AWS/SQS', 'ApproximateNumberOfMessagesVisible')).toEqual(all('AWS::SQS::Queue'));
  });

  it('tell the topic when they begin and when they are over, and say what missing data means', () => {
    for (const [name, alarm] of alarms()) {
      expect([name, alarm.AlarmActions, alarm.OKActions]).toEqual([
        name,
        [{ Ref: 'AlarmsTopic' }],
        [{ Ref: 'AlarmsTopic' }],
      ]);
      expect([name, ['breaching', 'ignore', 'notBreaching']]).toEqual([
        name,
        expect.arrayContaining([alarm.TreatMissingData]),
      ]);
    }
    // Exactly one says that nobody is looking any more.
    expect(
      alarms()
        .filter(([, alarm]) => alarm.TreatMissingData === 'breaching')
        .map(([name]) => name),
    ).toEqual(['WatermarkAgeAlarm']);
  });

  it("keep to CloudWatch's limits: ten metrics an alarm, a day to look back, a week for periods of an hour", () => {
    for (const [name, alarm] of alarms()) {
      const periods = [alarm, ...((alarm.Metrics ?? []) as Fields[]).map(({ MetricStat }) => MetricStat)]
        .filter(isRecord)
        .flatMap(({ Period }) => (Period === undefined ? [] : [Number(Period)]));
      const [period = 0] = periods;
      expect([name, periods.every((each) => each === period && each % 60 === 0)]).toEqual([name, true]);
      const longest = period >= 3600 ? 7 * 86_400 : 86_400;
      expect(period * Number(alarm.EvaluationPeriods)).toBeLessThanOrEqual(longest);
      expect(metricsOf([name, alarm]).length).toBeLessThanOrEqual(10);
    }
  });

  it('have 99 % of a duration near the timeout of their function', () => {
    const durations = alarms().filter(([, { MetricName }]) => MetricName === 'Duration');
    for (const [name, alarm] of durations) {
      const resource = resourceOf(metricsOf([name, alarm])[0]?.dimensions.FunctionName) ?? '';
      const timeout = Number(template.Resources[resource]?.Properties?.Timeout);
      expect([name, alarm.Threshold]).toEqual([name, timeout * 900]);
    }
    expect(durations.length).toBeGreaterThan(5);
  });

  it('stand in docs/operations.md, each with what to look at and what to do', () => {
    const [, section = ''] = /^## Alarms\n([\s\S]*?)^## /m.exec(OPERATIONS) ?? [];
    const rows = section
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').map((cell) => cell.trim()));
    const names = new Set(alarms().map(([logicalId]) => generic(logicalId.replace(/Alarm$/, ''))));

    expect(rows.map(([, name = '']) => name.replaceAll('`', '')).sort()).toEqual([...names].sort());
    for (const [, , means = '', look = '', act = '', ...rest] of rows) {
      expect(rest).toEqual(['']);
      for (const cell of [means, look, act]) expect(cell.length).toBeGreaterThan(20);
    }
  });
});

/** `ArchiveClipErrors` as the page has it: `{Function}Errors`. */
function generic(name: string): string {
  const ending = /^(.+)(Errors|Duration|Executions)$/.exec(name);
  if (ending !== null) return `${ending[2] === 'Executions' ? '{Machine}' : '{Function}'}${ending[2]}`;
  return name.replace(/^(FunctionThrottles)\d+$/, '$1{n}');
}

describe('the dashboard', () => {
  interface Widget {
    readonly type: string;
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly properties: Fields;
  }

  const widgets = (): readonly Widget[] => {
    const [dashboard] = ofType(template, 'AWS::CloudWatch::Dashboard');
    const body = dashboard?.[1].DashboardBody as { 'Fn::Sub': string };
    return (JSON.parse(body['Fn::Sub']) as { widgets: Widget[] }).widgets;
  };

  it('fits one screen, and no widget lies over another', () => {
    const cells = new Map<string, number>();
    for (const { x, y, width, height } of widgets()) {
      expect(x + width).toBeLessThanOrEqual(24);
      expect(y + height).toBeLessThanOrEqual(18);
      for (let column = x; column < x + width; column++) {
        for (let line = y; line < y + height; line++) {
          const cell = `${column},${line}`;
          cells.set(cell, (cells.get(cell) ?? 0) + 1);
        }
      }
    }
    expect([...cells].filter(([, count]) => count > 1)).toEqual([]);
    expect(cells.size).toBe(24 * 18);
  });

  it('names metrics that are emitted, or that AWS sends of a resource of the stack', () => {
    const watched = widgets().flatMap(({ properties }) =>
      ((properties.metrics ?? []) as unknown[][]).map((metric): Watched => {
        const [namespace, name, ...rest] = metric.filter((part) => typeof part === 'string');
        const pairs = rest.flatMap((part, index) => (index % 2 === 0 ? [[part, rest[index + 1]]] : []));
        return {
          where: String(properties.title),
          namespace: String(namespace),
          name: String(name),
          dimensions: Object.fromEntries(pairs),
        };
      }),
    );

    expect(faultsOf(watched)).toEqual([]);
    // Nothing is measured that nobody can look at.
    const shown = new Set(watched.filter(({ namespace }) => namespace === METRIC_NAMESPACE).map(({ name }) => name));
    expect(Object.keys(METRICS).filter((name) => !shown.has(name))).toEqual([]);
  });

  it('shows alarms that exist', () => {
    const shown = widgets().flatMap(({ properties }) => ((properties.alarms ?? []) as string[]).map((arn) => arn));

    expect(shown.length).toBeGreaterThan(0);
    for (const arn of shown) {
      const [, logicalId = ''] = /^\$\{(\w+)\.Arn\}$/.exec(arn) ?? [];
      expect([arn, template.Resources[logicalId]?.Type]).toEqual([arn, 'AWS::CloudWatch::Alarm']);
    }
  });
});

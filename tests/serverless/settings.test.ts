import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parseLabelEngine } from '../../core/analysis/labelEngine.ts';
import { parseRetentionClasses } from '../../core/retention/retentionClasses.ts';

type Values = Readonly<Record<string, unknown>>;
interface Checked {
  readonly settings?: Values;
  readonly faults: readonly string[];
}
const { checkSettings, stageFaults, unknownNames, NAMES } = require('../../serverless/settings.cjs') as {
  checkSettings(values: Values, region: string): Checked;
  stageFaults(stage: string): readonly string[];
  unknownNames(params: unknown, options: { param?: readonly string[] }): readonly string[];
  NAMES: readonly string[];
};
const { statementsOf } = require('../../serverless/statements.cjs') as {
  statementsOf(stage: string, settings: Values): { lookAtImages(): readonly Values[] };
};
const { lifecycleRules } = require('../../serverless/settings/retentionClasses.cjs') as {
  lifecycleRules(classes: unknown): readonly Values[];
};

const { params } = parse(readFileSync(join(__dirname, '../../serverless.yml'), 'utf8')) as {
  params: Readonly<Record<string, Values>>;
};
const check = (changes: Values, region = 'eu-west-1'): Checked =>
  checkSettings({ ...params.default, ...changes }, region);

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000';
const CERTIFICATE = 'arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d';

describe('settings of the stack', () => {
  test('each has a default, and each stage of serverless.yml is fine', () => {
    expect(Object.keys(params.default ?? {}).sort()).toEqual([...NAMES].sort());
    for (const [stage, values] of Object.entries(params)) expect([stage, check(values).faults]).toEqual([stage, []]);
    expect(unknownNames(params, {})).toEqual([]);
  });

  test('text from the command line reads as the same value', () => {
    const { settings } = check({
      settleSeconds: '30',
      streamBuckets: 'footage-one, footage-two',
      jwtIssuer: 'https://issuer.example.com/pool',
      jwtAudience: 'console,player',
      retentionClasses: '{"events":{"expireDays":30}}',
    });

    expect(settings).toMatchObject({
      settleSeconds: 30,
      streamBuckets: ['footage-one', 'footage-two'],
      jwtAudience: ['console', 'player'],
      retentionClasses: { standard: {}, events: { expireDays: 30 } },
    });
  });

  test.each<[Values]>([
    [{ scheduleRate: 'rate(1 day)', intervalSeconds: '86400', settleSeconds: '1' }],
    [{ scheduleRate: 'cron(0/5 * * * ? *)' }],
    [{ kmsKeyArn: KEY }],
    [{ customDomain: 'archive.example.com', certificateArn: CERTIFICATE }],
    [{ objectLockMode: 'COMPLIANCE', objectLockDays: 30, retentionClasses: { month: { expireDays: 30 } } }],
    [{ enrolByTag: 'archive=yes', enrolByPrefix: 'site-1.' }],
    [{ enrolByTag: 'archive' }],
    [{ devicesMayCreateStreams: true }],
    [{ devicesMayCreateStreams: 'false' }],
    [{ corsOrigins: ['https://console.example.com', 'http://localhost:5173'] }],
    [{ expectedStreams: 50_000, streamConcurrency: 2000 }],
  ])('fine: %j', (changes) => {
    expect(check(changes).faults).toEqual([]);
  });

  test.each<[Values, string]>([
    [{ scheduleRate: 'every five minutes' }, 'scheduleRate: is not rate(n minutes|hours|days)'],
    [{ scheduleRate: 'rate(5 minute)' }, 'scheduleRate: is not rate('],
    [{ scheduleRate: 'rate(1 minutes)' }, 'scheduleRate: is not rate('],
    [{ scheduleRate: 'rate(30 seconds)' }, 'scheduleRate: is not rate('],
    [{ scheduleRate: 'rate(2 days)' }, 'scheduleRate: is longer than a day'],
    [{ settleSeconds: 'a minute' }, 'settleSeconds: is not a whole number'],
    [{ settleSeconds: 0 }, 'settleSeconds: is less than 1'],
    [{ settleSeconds: '' }, 'settleSeconds: is not a whole number'],
    [{ settleSeconds: 1.5 }, 'settleSeconds: is not a whole number'],
    [{ settleSeconds: true }, 'settleSeconds: is not a whole number'],
    [{ settleSeconds: 900 }, 'relistSeconds: 900 s is not longer than settleSeconds (900 s)'],
    [{ relistSeconds: 86_401 }, 'relistSeconds: is more than 86400'],
    [{ windowSeconds: 30 }, 'windowSeconds: is less than 60'],
    [{ intervalSeconds: 9 }, 'intervalSeconds: is less than 10'],
    [{ clipConcurrency: 11 }, 'clipConcurrency: is more than 10'],
    [{ streamConcurrency: 10_001 }, 'streamConcurrency: is more than 10000'],
    [
      { expectedStreams: 50_000 },
      'streamConcurrency: a tick over 50000 streams (expectedStreams), 500 at once, 10 s each, takes 1000 s and cannot ' +
        'finish before the next one in 300 s (scheduleRate); 1667 at once would do',
    ],
    [{ retentionClasses: 'none' }, 'retentionClasses: is no JSON'],
    [{ retentionClasses: { Events: {} } }, 'retentionClasses: Events: '],
    [{ retentionClasses: { events: { expire: 3 } } }, 'retentionClasses: events: Unrecognized key: "expire"'],
    [{ retentionClasses: { events: { expireDays: 0 } } }, 'retentionClasses: events.expireDays: '],
    [{ retentionClasses: { events: 30 } }, 'retentionClasses: events: is no class'],
    [{ objectLockMode: 'compliance' }, 'objectLockMode: is none of none, GOVERNANCE, COMPLIANCE'],
    [{ objectLockMode: 'GOVERNANCE' }, 'objectLockDays: goes together with objectLockMode'],
    [{ objectLockDays: 3 }, 'objectLockDays: goes together with objectLockMode'],
    [
      { objectLockMode: 'GOVERNANCE', objectLockDays: 31, retentionClasses: { month: { expireDays: 30 } } },
      'retentionClasses: month expires after 30 days, and objectLockDays keeps 31',
    ],
    [
      { objectLockMode: 'GOVERNANCE', objectLockDays: 1, archiveBucket: 'footage-of-my-own' },
      'objectLockMode: the lock of a bucket of your own',
    ],
    [{ archiveBucket: 'Footage' }, 'archiveBucket: is not the name of a bucket'],
    [{ archiveBucket: '192.168.0.1' }, 'archiveBucket: is not the name of a bucket'],
    [{ archiveBucket: 'foot..age' }, 'archiveBucket: is not the name of a bucket'],
    [{ streamBuckets: 'one-bucket,-' }, 'streamBuckets: "-" is not the name of a bucket'],
    [{ streamBuckets: ['one-bucket', 'one-bucket'] }, 'streamBuckets: names one twice'],
    [{ archiveBucket: 'one-bucket', streamBuckets: ['one-bucket'] }, 'streamBuckets: one-bucket is the archive bucket'],
    [{ kmsKeyArn: 'alias/footage' }, "kmsKeyArn: is not a key's ARN"],
    [{ kmsKeyArn: KEY.replace('eu-west-1', 'us-east-1') }, 'kmsKeyArn: is in us-east-1, the stack in eu-west-1'],
    [{ enrolByTag: '=yes' }, 'enrolByTag: is not a tag'],
    [{ enrolByPrefix: 'site/1' }, 'enrolByPrefix: is not the beginning of a stream name'],
    [{ jwtIssuer: 'http://issuer.example.com', jwtAudience: ['a'] }, 'jwtIssuer: is not an https:// address'],
    [{ jwtIssuer: 'https://issuer.example.com' }, 'jwtAudience: goes together with jwtIssuer'],
    [{ jwtAudience: 'console' }, 'jwtAudience: goes together with jwtIssuer'],
    [{ devicesMayCreateStreams: 'yes' }, 'devicesMayCreateStreams: is neither true nor false'],
    [{ corsOrigins: '*' }, 'corsOrigins: "*" is not an origin'],
    [{ corsOrigins: ['https://console.example.com/app'] }, 'corsOrigins: "https://console.example.com/app" is not an'],
    [{ customDomain: 'archive.example.com' }, 'certificateArn: goes together with customDomain'],
    [{ customDomain: 'archive', certificateArn: CERTIFICATE }, 'customDomain: is not a domain name'],
    [
      { customDomain: 'archive.example.com', certificateArn: CERTIFICATE.replace('eu-west-1', 'us-east-1') },
      'certificateArn: is in us-east-1',
    ],
    [{ alarmEmail: 'operations' }, 'alarmEmail: is not an e-mail address'],
    [{ logRetentionDays: 31 }, 'logRetentionDays: is not what CloudWatch Logs takes: 1, 3, 5'],
    [{ machineLogLevel: 'DEBUG' }, 'machineLogLevel: is none of OFF, FATAL, ERROR, ALL'],
    [{ settleSeconds: null }, 'settleSeconds: has no value in params.default'],
  ])('refused: %j', (changes, message) => {
    const { settings, faults } = check(changes);

    expect(settings).toBeUndefined();
    expect(faults).toEqual([expect.stringContaining(message)]);
  });

  test('all that is wrong is told at once', () => {
    expect(check({ settleSeconds: 'x', alarmEmail: 'x', logRetentionDays: 2 }).faults).toHaveLength(3);
  });

  test('a name that is no setting is told with its place', () => {
    const given = { default: { settleSecond: 3 }, prod: { alarmMail: 'x' } };

    expect(unknownNames(given, { param: ['windowSecs=4', 'settleSeconds=4'] })).toEqual([
      'settleSecond: there is no such setting (params.default)',
      'alarmMail: there is no such setting (params.prod)',
      'windowSecs: there is no such setting (--param)',
    ]);
  });

  test.each(['prod', 'local', 'a', 'site-1', 'x'.repeat(20)])('stage %s is fine', (stage) => {
    expect(stageFaults(stage)).toEqual([]);
  });

  test.each(['', 'Prod', '1st', 'site_1', 'site-', '-site', 'x'.repeat(21), 'prod\n', 'größe'])(
    'stage %j is refused',
    (stage) => {
      expect(stageFaults(stage)).toEqual([expect.stringContaining('stage: ')]);
    },
  );
});

describe('who looks at images', () => {
  const INVOKE = {
    Effect: 'Allow',
    Action: ['sagemaker:InvokeEndpoint'],
    Resource: { 'Fn::Sub': expect.stringMatching(/^arn:.+:sagemaker:.+:endpoint\/people-1$/) },
  };

  test.each([
    ['rekognition', [{ Effect: 'Allow', Action: ['rekognition:DetectLabels'], Resource: '*' }]],
    ['sagemaker:People-1', [INVOKE]],
    ['https://labels.example.com/v1?a=b', []],
    ['http://localhost:8080/labels', []],
    ['', undefined],
    ['sagemaker:', undefined],
    ['sagemaker:-a', undefined],
    [`sagemaker:${'a'.repeat(64)}`, undefined],
    ['http://labels.example.com/', undefined],
    ['https://user@labels.example.com/', undefined],
  ])('packaging and the functions give the same verdict on %j, and the role allows no more', (labelEngine, allowed) => {
    const { settings } = check({ labelEngine });

    const verdict = (): string | undefined => {
      try {
        parseLabelEngine(labelEngine);
        return labelEngine;
      } catch {
        return undefined;
      }
    };
    expect(settings?.labelEngine).toBe(verdict());
    // Only what is a setting at all comes as far as a role.
    expect(settings && statementsOf('prod', settings).lookAtImages()).toEqual(allowed);
  });
});

describe('retention classes', () => {
  test.each<[Values]>([
    [{}],
    [{ standard: { expireDays: 90 } }],
    [{ events: { expireDays: 30 } }],
    [{ cold: { storageClass: 'GLACIER_IR', transitionDays: 0, expireDays: 365 } }],
    [{ ia: { storageClass: 'STANDARD_IA', transitionDays: 30 } }],
    [{ ia: { storageClass: 'STANDARD_IA', transitionDays: 29 } }],
    [{ ia: { storageClass: 'STANDARD_IA' } }],
    [{ ia: { transitionDays: 40 } }],
    [{ ia: { storageClass: 'ONEZONE_IA', transitionDays: 31, expireDays: 31 } }],
    [{ cold: { storageClass: 'DEEP_ARCHIVE', transitionDays: 1 } }],
    [{ Cold: {} }],
    [{ [`a${'b'.repeat(62)}`]: {} }],
    [{ [`a${'b'.repeat(63)}`]: {} }],
    [{ events: { expireDays: 36_501 } }],
    [{ events: { expireDays: 1.5 } }],
    [{ events: [] }],
    [{ events: null }],
  ])('packaging and the functions give the same verdict on %j', (classes) => {
    const { settings } = check({ retentionClasses: classes });

    const verdict = (): Values | undefined => {
      try {
        return Object.fromEntries(parseRetentionClasses(JSON.stringify(classes)));
      } catch {
        return undefined;
      }
    };
    expect(settings?.retentionClasses).toEqual(verdict());
  });

  test('are lifecycle rules by the tag that archived objects bear', () => {
    const rules = lifecycleRules({
      standard: {},
      events: { expireDays: 30 },
      cold: { storageClass: 'GLACIER_IR', transitionDays: 1, expireDays: 365 },
    });

    expect(rules).toEqual([
      {
        Id: 'retention-events',
        Status: 'Enabled',
        TagFilters: [{ Key: 'retention', Value: 'events' }],
        ExpirationInDays: 30,
        NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      },
      {
        Id: 'retention-cold',
        Status: 'Enabled',
        TagFilters: [{ Key: 'retention', Value: 'cold' }],
        Transitions: [{ StorageClass: 'GLACIER_IR', TransitionInDays: 1 }],
        ExpirationInDays: 365,
        NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      },
    ]);
  });
});

import { archivingDollars, byService, cameraMonth, type Fleet } from '../../../core/cost/cameraMonth.ts';
import { commonWayMonth } from '../../../core/cost/commonWay.ts';
import type { MeasuredPass, Measurement } from '../../../core/cost/Measurement.ts';
import { MEASURED } from '../../../core/cost/measured.ts';
import { PRICES } from '../../../core/cost/prices.ts';

const FLEET: Fleet = {
  streams: 100,
  mbps: 2,
  fragmentSeconds: 2,
  windowSeconds: 300,
  fragments: 'none',
  source: 'clip',
  retentionHours: 24,
};
/** Windows of a month of 30 days. */
const WINDOWS = 8_640;

const NOTHING: MeasuredPass = {
  calls: [],
  functions: [],
  standardTransitions: 6,
  expressExecutions: 1,
  expressMs: 100,
  bucketEvents: 0,
};
const call = (caller: string, service: string, operation: string, calls: number, units = [0, 0]) => ({
  caller,
  service,
  operation,
  calls,
  bytesOut: 0,
  readUnits: units[0] ?? 0,
  writeUnits: units[1] ?? 0,
});
/** Round figures, the same at every point. */
const ROUND: Measurement = {
  measuredAt: '2026-11-21T14:00:00Z',
  machine: 'none',
  conditions: 'made up',
  points: [
    { mbps: 0.2, windowSeconds: 300 },
    { mbps: 2, windowSeconds: 300 },
    { mbps: 2, windowSeconds: 60 },
  ].map((traffic) => ({
    traffic: { ...FLEET, ...traffic },
    window: {
      ...NOTHING,
      calls: [
        call('archiveClip', 's3', 'PutObject', 2),
        call('archiveClip', 's3', 'GetObject', 1),
        call('commitWindow', 'dynamodb', 'UpdateItem', 2, [0, 3]),
        call('commitWindow', 'dynamodb', 'GetItem', 1, [4, 0]),
      ],
      functions: [{ name: 'commitWindow', memoryMb: 512, invocations: 1, milliseconds: 2_000, logBytes: 400 }],
      expressMs: 2_000,
    },
  })),
  idle: NOTHING,
};

test('a camera-month, line by line', () => {
  const lines = cameraMonth(ROUND, FLEET);
  const found = (name: string) => lines.filter(({ price }) => price === name).map(({ quantity, of }) => [quantity, of]);

  expect(found('standardTransition')).toEqual([[6 * WINDOWS, 'stack']]);
  expect(found('expressRequest')).toEqual([[WINDOWS, 'camera']]);
  expect(found('expressGbSecond')).toEqual([[WINDOWS * 2 * (64 / 1024), 'camera']]);
  expect(found('lambdaRequest')).toEqual([[WINDOWS, 'camera']]);
  expect(found('lambdaArmGbSecond')).toEqual([[WINDOWS, 'camera']]);
  // The file and its manifest, however long the file.
  expect(found('s3PutRequest')).toEqual([[WINDOWS * 2, 'camera']]);
  expect(found('s3GetRequest')).toEqual([[WINDOWS, 'camera']]);
  expect(found('dynamoWriteUnit')).toEqual([[WINDOWS * 3, 'camera']]);
  expect(found('dynamoReadUnit')).toEqual([[WINDOWS * 4, 'camera']]);
  expect(found('logGb')).toEqual([[(WINDOWS * 1_000) / 1e9, 'camera']]);
  expect(found('kvsIngestGb')).toEqual([[648, 'camera']]);
  expect(found('kvsReadGb')).toEqual([[648, 'camera']]);
  expect(found('kvsStoredGbMonth')).toEqual([[21.6, 'camera']]);
  expect(found('s3StoredGbMonth')).toEqual([[648, 'camera']]);
});

test.each([
  [1, 1.296],
  [100, 0.01296],
])('%d cameras share the transitions of the machine: %d dollars each', (streams, dollars) => {
  const lines = cameraMonth(ROUND, { ...FLEET, streams }).filter(({ price }) => price === 'standardTransition');

  expect(byService(lines, streams).get('Step Functions')).toBeCloseTo(dollars, 10);
});

test('bundles are read and kept a second time, unless one read makes both', () => {
  const gb = (fleet: Partial<Fleet>, price: string) =>
    cameraMonth(MEASURED, { ...FLEET, ...fleet }).find((line) => line.price === price)?.quantity;

  expect(gb({ fragments: 'all' }, 'kvsReadGb')).toBe(1296);
  expect(gb({ fragments: 'all', source: 'fragments' }, 'kvsReadGb')).toBe(648);
  expect(gb({ fragments: 'all', source: 'fragments' }, 's3StoredGbMonth')).toBe(1296);
});

test('a window of an hour: the ticks between find nothing to do, and are paid for', () => {
  const quantity = (windowSeconds: number) =>
    cameraMonth(ROUND, { ...FLEET, windowSeconds, mbps: 0.1 }).find(({ price }) => price === 'expressRequest')
      ?.quantity;

  expect(quantity(3_600)).toBe(WINDOWS);
  expect(quantity(60)).toBe(5 * WINDOWS);
});

test('the common way: an object for each fragment is most of its bill', () => {
  const fleet: Fleet = { ...FLEET, fragments: 'all' };
  const common = commonWayMonth(MEASURED, fleet);

  expect(common.find(({ price }) => price === 's3PutRequest')?.quantity).toBe(WINDOWS * 151);
  expect(common.find(({ price }) => price === 'standardTransition')?.quantity).toBe(WINDOWS * 2);
  expect(archivingDollars(common, 100)).toBeGreaterThan(3 * archivingDollars(cameraMonth(MEASURED, fleet), 100));
});

test('each price says where it is from', () => {
  for (const { dollars, source, per } of Object.values(PRICES)) {
    expect(dollars).toBeGreaterThan(0);
    expect(source).not.toBe('');
    expect(per).not.toBe('');
  }
});

import { ArchiverError } from '../../../core/errors.ts';
import { ProducerMeter } from '../../../device/status/ProducerMeter.ts';

const START_MS = 1_795_000_000_000;

function meterAt() {
  const clock = { nowMs: START_MS, now: () => clock.nowMs, sleep: () => Promise.resolve() };
  return { clock, meter: new ProducerMeter(clock) };
}

const persisted = (timecodeMs: number, waiting: number) => ({
  kind: 'persisted' as const,
  timecodeMs,
  fragmentNumber: '',
  waiting,
  waitingBytes: waiting * 1_000,
  oldestMs: waiting === 0 ? undefined : timecodeMs + 1_000,
});

test('before anything happens it is connecting', () => {
  expect(meterAt().meter.read()).toEqual({
    state: 'connecting',
    sinceMs: START_MS,
    inFlight: 0,
    waiting: { fragments: 0, bytes: 0 },
    bitsPerSecond: 0,
    persisted: 0,
    dropped: 0,
    sentAgain: 0,
    connections: 0,
  });
});

test('what is in flight, what waits, how long acknowledgements take, what goes out', () => {
  const { clock, meter } = meterAt();
  meter.take({ kind: 'connected', endpoint: 'http://x', lane: 'all' });
  for (const [at, timecodeMs] of [1, 2, 3].entries()) {
    meter.take({
      kind: 'kept',
      timecodeMs,
      bytes: 1_000,
      waiting: at + 1,
      waitingBytes: (at + 1) * 1_000,
      oldestMs: 1,
    });
    meter.take({ kind: 'sent', timecodeMs, bytes: 1_000, again: at === 0 });
  }
  clock.nowMs += 100;
  meter.take(persisted(1, 2));
  clock.nowMs += 300;
  meter.take(persisted(2, 1));

  expect(meter.read()).toEqual({
    state: 'sending',
    lane: 'all',
    sinceMs: START_MS,
    inFlight: 1,
    waiting: { fragments: 1, bytes: 1_000, oldestMs: 1_002 },
    ackMs: { median: 400, p95: 400 },
    bitsPerSecond: 2_400,
    persisted: 2,
    dropped: 0,
    sentAgain: 1,
    connections: 1,
    recordedMs: 3,
    persistedMs: 2,
  });
  clock.nowMs += 10_000;
  expect(meter.read().bitsPerSecond).toBe(0);
});

test('a lost connection carries nothing, and what it waits for is told', () => {
  const { clock, meter } = meterAt();
  meter.take({ kind: 'connected', endpoint: 'http://x', lane: 'live' });
  meter.take({ kind: 'sent', timecodeMs: 1, bytes: 10, again: false });
  clock.nowMs += 5;
  meter.take({ kind: 'disconnected', reason: 'reset', unpersisted: 1 });
  expect(meter.read()).toMatchObject({ state: 'connecting', because: 'reset', inFlight: 0, sinceMs: START_MS + 5 });

  meter.take({ kind: 'waiting', ms: 10, because: new ArchiverError('Conflict', 'another producer') });
  expect(meter.read()).toMatchObject({ state: 'waiting', because: 'another producer' });
  expect(meter.read()).not.toHaveProperty('lane');
});

test('losses, a disk in trouble, a connection that rests', () => {
  const { meter } = meterAt();
  meter.take({ kind: 'recovered', fragments: 7, bytes: 700, firstMs: 3 });
  meter.take({ kind: 'dropped', timecodeMs: 3, lastMs: 4, reason: 'no room' });
  meter.take({ kind: 'spool', trouble: 'full', reason: 'ENOSPC' });
  meter.take({ kind: 'ended', end: 'rested' });
  expect(meter.read()).toMatchObject({
    state: 'resting',
    dropped: 1,
    waiting: { fragments: 7, bytes: 700, oldestMs: 3 },
    trouble: 'full: ENOSPC',
  });

  meter.take({ kind: 'spool', trouble: 'over', reason: 'again' });
  expect(meter.read()).not.toHaveProperty('trouble');
});

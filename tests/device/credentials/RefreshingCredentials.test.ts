import { ArchiverError } from '../../../core/errors.ts';
import type { TemporaryCredentials } from '../../../device/credentials/CredentialProvider.ts';
import { type CredentialEvent, RefreshingCredentials } from '../../../device/credentials/RefreshingCredentials.ts';
import { SeededRandom, SimulatedClock } from '../../simulation/SimulatedClock.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 21, 14);

/** A provider of one-hour credentials in simulated time; `fails` says which of its calls do. */
function world(fails: (call: number) => ArchiverError | undefined = () => undefined, lifeMs = HOUR, seed = 1) {
  const clock = new SimulatedClock({ startMs: START });
  const calls: number[] = [];
  const events: CredentialEvent[] = [];
  const credentials = new RefreshingCredentials({
    async request(): Promise<TemporaryCredentials> {
      calls.push(clock.now() - START);
      const failure = fails(calls.length);
      if (failure !== undefined) throw failure;
      return {
        accessKeyId: `A${calls.length}`,
        secretAccessKey: 'SECRET',
        sessionToken: 'TOKEN',
        expiresMs: clock.now() + lifeMs,
      };
    },
    system: { clock, random: new SeededRandom(seed) },
    onEvent: (event) => events.push(event),
  });
  return { clock, calls, events, credentials };
}

test('nothing is asked before it is needed, and many who need it at once ask once', async () => {
  const { credentials, calls, clock } = world();
  await clock.sleep(HOUR);
  expect(calls).toEqual([]);

  const given = await Promise.all([1, 2, 3].map(() => credentials.provide()));
  await credentials.close();

  expect(calls).toHaveLength(1);
  expect(given.map(({ accessKeyId }) => accessKeyId)).toEqual(['A1', 'A1', 'A1']);
  expect(given[0]).toEqual({
    accessKeyId: 'A1',
    secretAccessKey: 'SECRET',
    sessionToken: 'TOKEN',
    expiration: new Date(START + 2 * HOUR),
  });
});

test.each([1, 2, 3, 4, 5])(
  'over a day they are renewed ahead of their end, each time at another moment (seed %d)',
  async (seed) => {
    const { credentials, calls, clock } = world(undefined, HOUR, seed);
    await credentials.provide();

    const left: number[] = [];
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      await clock.sleep(60_000);
      const { expiration } = await credentials.provide();
      left.push((expiration?.getTime() ?? 0) - clock.now());
    }
    await credentials.close();

    const waits = calls.slice(1).map((at, index) => at - (calls[index] ?? 0));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(0.75 * HOUR);
    expect(Math.max(...waits)).toBeLessThanOrEqual(0.875 * HOUR);
    expect(new Set(waits).size).toBeGreaterThan(waits.length / 2);
    // Whoever asks always has time enough.
    expect(Math.min(...left)).toBeGreaterThan(HOUR / 8 - 60_000);
  },
);

test('while the provider fails the old ones hold, it is tried again with back-off, and then they are renewed', async () => {
  const { credentials, calls, events, clock } = world((call) =>
    call >= 2 && call <= 6 ? new ArchiverError('Internal', 'down') : undefined,
  );
  await credentials.provide();

  await clock.sleep(0.9 * HOUR);
  const given = await credentials.provide();
  await credentials.close();

  expect(calls).toHaveLength(7);
  const waits = calls.slice(2).map((at, index) => at - (calls[index + 1] ?? 0));
  for (const [index, wait] of waits.entries()) {
    expect(wait).toBeGreaterThanOrEqual(500 * 2 ** index);
    expect(wait).toBeLessThanOrEqual(1000 * 2 ** index);
  }
  expect(given.accessKeyId).toBe('A7');
  expect(events.map(({ kind }) => kind)).toEqual(['renewed', ...Array(5).fill('renewal-failed'), 'renewed']);
  expect(JSON.stringify(events)).not.toMatch(/SECRET|TOKEN/);
});

test('past their end whoever needs them hears why there are none, and gets them as soon as there are', async () => {
  let isDown = false;
  const { credentials, calls, clock } = world(() => (isDown ? new ArchiverError('Internal', 'down') : undefined));
  await credentials.provide();
  isDown = true;

  await clock.sleep(HOUR - 50_000);
  expect((await credentials.provide()).accessKeyId).toBe('A1');
  await clock.sleep(20_000);
  await expect(credentials.provide()).rejects.toThrow('down');
  const asked = calls.length;
  await clock.sleep(10 * 60_000);
  // Once a minute at most, however long it lasts.
  expect(calls.length - asked).toBeGreaterThanOrEqual(9);
  expect(calls.length - asked).toBeLessThanOrEqual(21);
  isDown = false;

  expect((await credentials.provide()).accessKeyId).toMatch(/^A/);
  await credentials.close();
});

test('a certificate that is refused is not tried every minute', async () => {
  const { credentials, calls, clock } = world((call) =>
    call > 1 ? new ArchiverError('AccessDenied', 'no') : undefined,
  );
  await credentials.provide();

  await clock.sleep(24 * HOUR);
  await credentials.close();

  // 150 to 300 s apart.
  expect(calls.length).toBeGreaterThan(24 * 11);
  expect(calls.length).toBeLessThan(24 * 25);
});

test('credentials that have ended already are none', async () => {
  const { credentials, calls } = world(undefined, -1);

  await expect(credentials.provide()).rejects.toMatchObject({ kind: 'Expired' });
  await credentials.close();

  expect(calls).toHaveLength(1);
});

test('the first request fails: so does who asked; closing leaves nothing asleep', async () => {
  const { credentials, clock } = world((call) => (call === 1 ? new ArchiverError('AccessDenied', 'no') : undefined));

  await expect(credentials.provide()).rejects.toThrow('no');
  expect((await credentials.provide()).accessKeyId).toBe('A2');
  await credentials.close();

  expect(clock.asleep).toBe(0);
  await clock.sleep(2 * HOUR);
  await expect(credentials.provide()).rejects.toThrow('closed');
});

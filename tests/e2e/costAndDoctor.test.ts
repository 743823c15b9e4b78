import { measurePoint } from '../../bench/cost/measurePoint.ts';
import { main } from '../../cli/main.ts';
import { realSystem } from '../../cloud/system/realSystem.ts';
import type { MeasuredCall, Traffic } from '../../core/cost/Measurement.ts';
import { MEASURED } from '../../core/cost/measured.ts';
import { ONCE_A_TICK, scalePass } from '../../core/cost/scalePass.ts';
import type { Finding } from '../../core/doctor/Finding.ts';
import { footage } from './harness/footage.ts';
import { createStream, enrol, Installation } from './harness/Installation.ts';
import { push } from './harness/push.ts';

/** A camera unlike the measured ones: two clips a window, of 200 and of 10 fragments. */
const TRAFFIC: Traffic = { mbps: 0.1, fragmentSeconds: 1, windowSeconds: 210, fragments: 'all', source: 'clip' };

let installation: Installation;

beforeAll(async () => {
  installation = await Installation.start();
}, 900_000);

afterAll(async () => {
  await installation.remove();
  expect(installation.failures).toEqual([]);
});

const counts = (calls: readonly MeasuredCall[]): Record<string, number> =>
  Object.fromEntries(
    calls
      .filter(({ service }) => !service.startsWith('kinesis'))
      .map(({ caller, service, operation, calls: count }) => [`${caller} ${service} ${operation}`, count]),
  );

test('a fresh run calls what the committed measurement foretells; else `npm run bench -- cost` writes it anew', async () => {
  const { point, idle } = await measurePoint(installation, installation, 'metered', TRAFFIC, 1);

  const foretold = scalePass(MEASURED, TRAFFIC);
  const onceATick = MEASURED.points[0]?.window;
  const ofTick = onceATick?.calls.filter(({ caller }) => ONCE_A_TICK.has(caller)) ?? [];
  expect(counts(point.window.calls)).toEqual(counts([...ofTick, ...foretold.calls]));
  expect(point.window.functions.map(({ name, invocations }) => [name, invocations])).toEqual(
    [...foretold.functions, ...(onceATick?.functions.filter(({ name }) => ONCE_A_TICK.has(name)) ?? [])]
      .map(({ name, invocations }) => [name, invocations])
      .sort(),
  );
  expect(point.window.standardTransitions).toBe(onceATick?.standardTransitions);
  expect(point.window.expressExecutions).toBe(1);
  expect(point.window.bucketEvents).toBe(foretold.bucketEvents);
  // Streams that were taken off leave empty shards in the list: the committed run had several.
  const ofList = 'ArchiveMachineRole s3 GetObject';
  expect(counts(idle.calls)).toEqual({ ...counts(MEASURED.idle.calls), [ofList]: 1 });
}, 300_000);

describe('doctor', () => {
  /** Runs the command against the stack; everything that it finds. */
  async function doctor(...argv: string[]): Promise<{ code: number; findings: Finding[]; subject: string }> {
    let stdout = '';
    const output = { isTerminal: false, width: () => 100 };
    const code = await main(['doctor', ...argv, '--json'], '/nowhere', {
      stdout: {
        ...output,
        write: (text) => {
          stdout += text;
        },
      },
      stderr: { ...output, write: () => undefined },
      env: { AWS_ENDPOINT_URL: installation.url },
      system: realSystem,
      onInterrupt: () => () => undefined,
    });
    return { code, ...(JSON.parse(stdout) as { findings: Finding[]; subject: string }) };
  }
  const codes = ({ findings }: { findings: Finding[] }): string[] => findings.map(({ code }) => code);

  /** Fragments that ended just now, by a clock that is so far off. */
  async function film(streamName: string, offMs = 0, bare = false): Promise<void> {
    const startMs = realSystem.clock.now() - 6_000 + offMs;
    const { tracks, fragments } = footage({ fixture: 'h264-320x240-2s.mkv', startMs, count: 3, label: streamName });
    const withoutData = tracks.map(({ codecPrivate: _, ...track }) => track);
    await push(installation, streamName, { tracks: bare ? withoutData : tracks, fragments });
  }

  beforeAll(async () => {
    await enrol(installation, 'sound');
    await film('sound');
    await enrol(installation, 'fast');
    await film('fast', 60_000);
    await createStream(installation, 'bare', 2);
    await film('bare', 0, true);
  }, 900_000);

  test('of a sound stream: how long a clip can be, and nothing else; read from a real fragment', async () => {
    const found = await doctor('--stream', 'sound');

    expect(found).toMatchObject({ code: 0, subject: 'sound' });
    expect(codes(found)).toEqual(['fragment.longest-clip']);
    expect(found.findings[0]?.text).toBe('the longest clip that fits: 2 s x 200 = 400 s');
  });

  test('of a camera whose clock is fast', async () => {
    const found = await doctor('--stream', 'fast');

    expect(found.code).toBe(1);
    expect(found.findings[0]).toMatchObject({ code: 'clock.fast', level: 'warning', stream: 'fast' });
  });

  test('of a stream that is not archived, kept for two hours, without codec data', async () => {
    const found = await doctor('--stream', 'bare');

    expect(found.code).toBe(1);
    expect(codes(found)).toEqual([
      'codec.private-missing',
      'enrolment.missing',
      'retention.short',
      'fragment.longest-clip',
    ]);
  });

  test('of a stream that is not there', async () => {
    const found = await doctor('--stream', 'nobody');

    expect(found.code).toBe(1);
    expect(codes(found)).toEqual(['stream.missing']);
  });

  test('of the whole: every call that it needs is allowed and answered', async () => {
    const found = await doctor();

    expect(codes(found)).not.toContain('permission.denied');
    expect(codes(found)).not.toContain('reach.failed');
    expect(found.findings.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

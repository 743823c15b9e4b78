import { expectArchivedOnce } from './harness/expectArchivedOnce.ts';
import { footage } from './harness/footage.ts';
import { enrol, Installation } from './harness/Installation.ts';
import { push, type SentFragment } from './harness/push.ts';
import { runMachine } from './harness/runMachine.ts';

const START = Date.UTC(2025, 5, 1, 10);
const STREAM = 'in-bad-weather';

const KVS_READS: readonly [service: string, operation: string][] = [
  ['kinesis-video', 'DescribeStream'],
  ['kinesis-video', 'GetDataEndpoint'],
  ['kinesis-video-archived-media', 'ListFragments'],
  ['kinesis-video-archived-media', 'GetClip'],
  ['kinesis-video-archived-media', 'GetMediaForFragmentList'],
];
const S3_WRITES = [
  'PutObject',
  'CreateMultipartUpload',
  'UploadPart',
  'CompleteMultipartUpload',
  'AbortMultipartUpload',
];

/** One call in five fails: throttled, failed inside, or cut, before the work is done or after it. */
function badWeather(): object[] {
  const calls = [...KVS_READS, ...S3_WRITES.map((operation): [string, string] => ['s3', operation])];
  return calls.flatMap(([service, operation]) => [
    { service, operation, kind: 'throttle', probability: 0.07 },
    { service, operation, kind: 'error', probability: 0.07 },
    service === 's3'
      ? { service, operation, kind: 'reset', when: 'after', probability: 0.07 }
      : { service, operation, kind: 'reset', atByte: 500, probability: 0.07 },
  ]);
}

interface ShownRule {
  readonly function?: string;
  readonly kind: string;
  readonly calls: number;
  readonly hits: number;
}

let installation: Installation;
let sent: SentFragment[];
beforeAll(async () => {
  installation = await Installation.start();
  await enrol(installation, STREAM);
  const uploads = [0, 1000].map((seconds) =>
    footage({ fixture: 'h264-aac.mkv', startMs: START + seconds * 1000, count: 250, label: `upload ${seconds}` }),
  );
  sent = [];
  for (const upload of uploads) sent.push(...(await push(installation, STREAM, upload)));
}, 900_000);
afterAll(async () => {
  await installation.remove();
  expect(installation.failures).toEqual([]);
});

const faults = async (method: 'GET' | 'DELETE', plan?: object): Promise<readonly ShownRule[]> => {
  const init = plan === undefined ? { method } : { method: 'POST', body: JSON.stringify(plan) };
  const response = await fetch(`${installation.url}/_local/faults`, init);
  expect(response.status).toBe(200);
  return ((await response.json()) as { rules: ShownRule[] }).rules;
};

test('one call in five fails, and an ArchiveClip is killed: runs by hand until one is green, and nothing is lost or double', async () => {
  const kill = { function: 'archiveClip', kind: 'kill', afterCall: 3, nth: [1] };
  await faults('GET', { seed: 20, rules: [kill, ...badWeather()] });

  const endings: string[] = [];
  do endings.push((await runMachine(installation, { stream: STREAM })).status);
  while (endings.at(-1) !== 'SUCCEEDED' && endings.length < 8);
  const shown = await faults('DELETE');

  expect(endings.at(-1)).toBe('SUCCEEDED');
  expect(shown.filter((rule) => rule.function === 'archiveClip').map(({ hits }) => hits)).toEqual([1]);
  for (const kind of ['throttle', 'error', 'reset']) {
    const hits = shown.filter((rule) => rule.kind === kind).reduce((sum, rule) => sum + rule.hits, 0);
    expect(hits).toBeGreaterThan(0);
  }
  await expectArchivedOnce(installation, STREAM, sent);
}, 300_000);

import { expectArchivedOnce } from './harness/expectArchivedOnce.ts';
import { breakThings, mendThings } from './harness/faults.ts';
import { footage } from './harness/footage.ts';
import { enrol, Installation } from './harness/Installation.ts';
import { push } from './harness/push.ts';
import { archive, runMachine } from './harness/runMachine.ts';

const START = Date.UTC(2025, 5, 1, 10);
const KVS = 'kinesis-video-archived-media';

let installation: Installation;
beforeAll(async () => {
  installation = await Installation.start();
}, 900_000);
afterAll(async () => {
  expect(await installation.remove()).toEqual([]);
  expect(installation.failures).toEqual([]);
});

async function pushTo(name: string) {
  await enrol(installation, name);
  const body = footage({ fixture: 'h264-aac.mkv', startMs: START, count: 130, label: name });
  return push(installation, name, body);
}

describe('what GetClip gives is not whole, each time: it is read by number', () => {
  test.each<[string, object]>([
    ['cut-as-if-whole', { kind: 'truncate', atByte: 200_000, length: 'matching' }],
    ['cut-short-of-its-length', { kind: 'truncate', atByte: 200_000, length: 'declared' }],
    ['cut-at-nothing', { kind: 'truncate', atByte: 0, length: 'matching' }],
    ['broken-boxes', { kind: 'corrupt', atByte: 40, bytes: 64 }],
  ])(
    '%s',
    async (name, fault) => {
      const sent = await pushTo(name);
      await breakThings(installation, [{ service: KVS, operation: 'GetClip', ...fault }]);

      await archive(installation, { stream: name });

      const [hits = 0] = await mendThings(installation);
      expect(hits).toBeGreaterThan(0);
      const { clips } = await expectArchivedOnce(installation, name, sent);
      expect(clips.map(({ clip }) => clip.source)).toEqual(['FRAGMENTS']);
    },
    300_000,
  );
});

describe('a run may fail, and the next one ends what it began', () => {
  test.each<[string, readonly object[]]>([
    ['throttled', [{ service: KVS, kind: 'throttle', probability: 0.3 }]],
    ['cut-once', [{ service: KVS, kind: 'truncate', atByte: 5000, length: 'declared', probability: 0.4 }]],
    ['writes-done-and-answers-lost', [{ service: 'dynamodb', kind: 'error', when: 'after', probability: 0.2 }]],
    ['objects-stored-and-answers-lost', [{ service: 's3', kind: 'reset', when: 'after', probability: 0.15 }]],
    [
      'functions-killed',
      [
        { function: 'listFragments', kind: 'kill', afterCall: 6, nth: [1] },
        { function: 'archiveClip', kind: 'kill', afterCall: 5, nth: [1, 2] },
        { function: 'archiveBundle', kind: 'kill', beforeCall: 6, nth: [1] },
        { function: 'commitWindow', kind: 'kill', afterCall: 1, nth: [1] },
      ],
    ],
  ])(
    '%s',
    async (name, rules) => {
      const sent = await pushTo(name);
      await breakThings(installation, rules);

      await runMachine(installation, { stream: name });

      const hits = await mendThings(installation);
      expect(hits).not.toContain(0);
      await archive(installation, { stream: name });
      await expectArchivedOnce(installation, name, sent);
    },
    300_000,
  );
});

import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectLegalHoldCommand,
} from '@aws-sdk/client-s3';
import type { Context } from '../../cli/Context.ts';
import { main } from '../../cli/main.ts';
import { realSystem } from '../../cloud/system/realSystem.ts';
import type { FindingCode } from '../../core/verify/Finding.ts';
import { footage } from './harness/footage.ts';
import { createStream, deleteStream, enrol, Installation } from './harness/Installation.ts';
import { push, type SentFragment } from './harness/push.ts';
import { type ClipManifest, listKeys, readManifests } from './harness/readArchive.ts';
import { archive, endOf, startMachine } from './harness/runMachine.ts';

const START = Date.UTC(2025, 5, 1, 10);
const COUNT = 12;

/** What is done to a stream's archive behind the product's back, and what verify must call it. */
interface Planted {
  readonly level?: 'ledger' | 'presence' | 'content';
  readonly codes: readonly FindingCode[];
  /** What is left after a repair, where a repair cannot put it right. */
  readonly left?: readonly FindingCode[];
  plant(archived: Archived): Promise<void>;
}

interface Archived {
  readonly streamName: string;
  readonly streamArn: string;
  readonly manifest: ClipManifest;
  readonly clip: string;
  readonly clipManifest: string;
  readonly bundle: string;
  readonly bundleManifest: string;
  readonly row: string;
}

let installation: Installation;
let dynamo: DynamoDBClient;
const sent = new Map<string, SentFragment[]>();

const bucket = (): string => installation.outputs.ArchiveBucketName ?? '';
const ledger = (): string => installation.outputs.LedgerTableName ?? '';
const streams = (): string => installation.outputs.StreamsTableName ?? '';
const remove = async (Key: string): Promise<void> => {
  await installation.s3.send(new DeleteObjectCommand({ Bucket: bucket(), Key }));
};
/** Every version that the bucket has of an object, but for the newest ones that are to stay. */
const forget = async (Key: string, stays = 0): Promise<void> => {
  const { Versions = [], DeleteMarkers = [] } = await installation.s3.send(
    new ListObjectVersionsCommand({ Bucket: bucket(), Prefix: Key }),
  );
  for (const { VersionId } of [...DeleteMarkers, ...Versions.slice(stays)]) {
    await installation.s3.send(new DeleteObjectCommand({ Bucket: bucket(), Key, VersionId }));
  }
};
const spoil = async (Key: string): Promise<void> => {
  const bytes = await read(Key);
  bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 1;
  await put(Key, bytes);
};
const put = async (Key: string, Body: Uint8Array): Promise<void> => {
  await installation.s3.send(new PutObjectCommand({ Bucket: bucket(), Key, Body }));
};
const read = async (Key: string): Promise<Uint8Array> => {
  const { Body } = await installation.s3.send(new GetObjectCommand({ Bucket: bucket(), Key }));
  return (await Body?.transformToByteArray()) ?? new Uint8Array();
};
const keyOf = ({ streamArn, row }: Archived): Record<string, AttributeValue> => ({
  streamArn: { S: streamArn },
  row: { S: row },
});
const deleteRow = async (archived: Archived): Promise<void> => {
  await dynamo.send(new DeleteItemCommand({ TableName: ledger(), Key: keyOf(archived) }));
};

const PLANTED: Readonly<Record<string, Planted>> = {
  'row-deleted': { codes: ['fragment-missing', 'orphan', 'orphan'], plant: deleteRow },
  'row-deleted-and-objects': {
    codes: ['fragment-missing'],
    plant: async (archived) => {
      await deleteRow(archived);
      for (const key of [archived.clip, archived.clipManifest, archived.bundle, archived.bundleManifest])
        await remove(key);
    },
  },
  'clip-deleted': { codes: ['clip-missing'], plant: ({ clip }) => remove(clip) },
  'bundle-deleted': { codes: ['bundle-missing'], plant: ({ bundle }) => remove(bundle) },
  'manifest-deleted': { codes: ['manifest-missing'], plant: ({ clipManifest }) => remove(clipManifest) },
  'bundle-manifest-deleted': {
    codes: ['manifest-missing'],
    plant: ({ bundleManifest }) => remove(bundleManifest),
  },
  'bundle-manifest-of-other-places': {
    level: 'content',
    codes: ['manifest-wrong'],
    plant: async ({ bundleManifest }) => {
      const manifest = JSON.parse(Buffer.from(await read(bundleManifest)).toString('utf8'));
      manifest.fragments[3].offset += 1;
      await put(bundleManifest, Buffer.from(JSON.stringify(manifest)));
    },
  },
  'clip-deleted-for-good': { codes: ['clip-missing'], plant: ({ clip }) => forget(clip) },
  'bundle-deleted-for-good': { codes: ['bundle-missing'], plant: ({ bundle }) => forget(bundle) },
  'both-deleted-for-good': {
    codes: ['bundle-missing', 'clip-missing'],
    plant: async ({ clip, bundle }) => {
      await forget(clip);
      await forget(bundle);
    },
  },
  'spoilt-for-good': {
    level: 'content',
    codes: ['checksum-wrong'],
    plant: async ({ clip }) => {
      await spoil(clip);
      await forget(clip, 1);
    },
  },
  'both-spoilt-for-good': {
    level: 'content',
    codes: ['checksum-wrong', 'checksum-wrong'],
    plant: async ({ clip, bundle }) => {
      for (const key of [clip, bundle]) {
        await spoil(key);
        await forget(key, 1);
      }
    },
  },
  'spoilt-and-held': {
    level: 'content',
    codes: ['checksum-wrong'],
    left: ['checksum-wrong'],
    plant: async ({ clip }) => {
      await spoil(clip);
      const hold = { Bucket: bucket(), Key: clip, LegalHold: { Status: 'ON' as const } };
      await installation.s3.send(new PutObjectLegalHoldCommand(hold));
    },
  },
  'clip-cut-short': {
    codes: ['size-wrong'],
    plant: async ({ clip }) => put(clip, (await read(clip)).subarray(0, 1000)),
  },
  'byte-flipped': {
    level: 'content',
    codes: ['checksum-wrong'],
    plant: ({ clip }) => spoil(clip),
  },
  'manifest-of-another': {
    level: 'content',
    codes: ['manifest-wrong'],
    plant: async ({ clipManifest, manifest }) => {
      const fragments = manifest.fragments.slice(1);
      await put(clipManifest, Buffer.from(JSON.stringify({ ...manifest, fragments })));
    },
  },
  'manifest-lies-of-the-media': {
    level: 'content',
    codes: ['manifest-wrong', 'manifest-wrong'],
    plant: async ({ clipManifest, manifest }) => {
      const clip = { ...manifest.clip, width: 4, durationMs: manifest.clip.durationMs + 1 };
      await put(clipManifest, Buffer.from(JSON.stringify({ ...manifest, clip })));
    },
  },
  'no-manifest-at-all': {
    level: 'content',
    codes: ['manifest-wrong'],
    plant: ({ clipManifest }) => put(clipManifest, Buffer.from('{"version":2')),
  },
  'row-of-other-numbers': {
    level: 'content',
    codes: ['fragment-missing', 'row-wrong', 'manifest-wrong', 'manifest-wrong'],
    left: ['fragment-missing', 'row-wrong', 'manifest-wrong', 'manifest-wrong'],
    plant: async (archived) => {
      const other = await archivedOf('watermark-in-the-future');
      const { Item } = await dynamo.send(new GetItemCommand({ TableName: ledger(), Key: keyOf(other) }));
      await dynamo.send(
        new UpdateItemCommand({
          TableName: ledger(),
          Key: keyOf(archived),
          UpdateExpression: 'SET numbers = :numbers',
          ExpressionAttributeValues: { ':numbers': Item?.numbers ?? { S: '' } },
        }),
      );
    },
  },
  'archived-twice': {
    codes: ['fragment-twice', 'row-wrong', 'row-wrong'],
    left: ['fragment-twice', 'row-wrong', 'row-wrong'],
    plant: async (archived) => {
      const { Item = {} } = await dynamo.send(new GetItemCommand({ TableName: ledger(), Key: keyOf(archived) }));
      const planId = 'ffffffffffff';
      const row = { S: archived.row.replace(/[0-9a-f]{12}$/, planId) };
      await dynamo.send(new PutItemCommand({ TableName: ledger(), Item: { ...Item, planId: { S: planId }, row } }));
    },
  },
  'a-copy-of-a-clip': {
    codes: ['orphan'],
    plant: async ({ clip, clipManifest }) => {
      for (const key of [clip, clipManifest]) {
        const Key = key.slice('own/'.length);
        await installation.s3.send(new CopyObjectCommand({ Bucket: bucket(), Key, CopySource: `${bucket()}/${key}` }));
      }
    },
  },
  stranger: {
    codes: ['object-unknown'],
    left: ['object-unknown'],
    plant: ({ streamName }) => put(`clips/${streamName}/readme.txt`, Buffer.from('hello')),
  },
  'retired-and-gone': {
    codes: [],
    plant: async (archived) => {
      await dynamo.send(
        new UpdateItemCommand({
          TableName: ledger(),
          Key: keyOf(archived),
          UpdateExpression: 'SET retireAtMs = :then',
          ExpressionAttributeValues: { ':then': { N: String(START) } },
        }),
      );
      for (const key of [archived.clip, archived.clipManifest, archived.bundle, archived.bundleManifest])
        await remove(key);
    },
  },
  'watermark-in-the-future': {
    level: 'ledger',
    codes: ['watermark-wrong'],
    left: ['watermark-wrong'],
    plant: async ({ streamArn }) => {
      await dynamo.send(
        new UpdateItemCommand({
          TableName: streams(),
          Key: { streamArn: { S: streamArn } },
          UpdateExpression: 'SET watermarkMs = :then',
          ExpressionAttributeValues: { ':then': { N: String(Date.UTC(2099, 0, 1)) } },
        }),
      );
    },
  },
};

async function archivedOf(
  streamName: string,
  prefix = streamName === 'a-copy-of-a-clip' ? 'own/' : '',
): Promise<Archived> {
  const { clips } = await readManifests(installation, streamName, { prefix });
  const [manifest] = clips;
  if (manifest === undefined) throw new Error(`${streamName} has no clip`);
  const { key, endProducerMs } = manifest.clip;
  const bundle = key.replace('clips/', 'bundles/').replace('.mp4', '.mkv');
  return {
    streamName,
    streamArn: manifest.streamArn,
    manifest,
    clip: key,
    clipManifest: key.replace('.mp4', '.json'),
    bundle,
    bundleManifest: bundle.replace('.mkv', '.json'),
    row: `p#${String(endProducerMs).padStart(15, '0')}#${manifest.planId}`,
  };
}

interface Line {
  readonly type: string;
  readonly code?: FindingCode;
  readonly [field: string]: unknown;
}

/** Runs `kvs-archiver verify` in this process, against the stack. */
async function verify(...argv: string[]): Promise<{ code: number; stdout: string; lines: Line[] }> {
  let stdout = '';
  const silent = { write: () => undefined, isTerminal: false, width: () => 100 };
  const context: Partial<Context> = {
    stdout: {
      ...silent,
      write: (text: string) => {
        stdout += text;
      },
    },
    stderr: silent,
    env: { AWS_ENDPOINT_URL: installation.url },
    system: realSystem,
    onInterrupt: () => () => undefined,
  };
  const code = await main(['verify', ...argv], '/nowhere', context);
  if (code > 1 || stdout.includes('"error":{"code"'))
    throw new Error(`verify ${argv.join(' ')} ended with ${code}: ${stdout.slice(-500)}`);
  const lines = argv.includes('--json')
    ? stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Line)
    : [];
  return { code, stdout, lines };
}

const codesOf = (lines: readonly Line[]): string[] =>
  lines.flatMap(({ type, code }) => (type === 'finding' && code !== undefined ? [code] : [])).sort();

beforeAll(async () => {
  installation = await Installation.start();
  dynamo = new DynamoDBClient({
    endpoint: installation.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'thing' },
  });
  await Promise.all(
    Object.keys(PLANTED).map(async (name) => {
      // Its clips lie elsewhere: what lies in the usual place is nobody's.
      const settings = name === 'a-copy-of-a-clip' ? { prefix: 'own/' } : {};
      await enrol(installation, name, settings);
      const body = footage({ fixture: 'h264-aac.mkv', startMs: START, count: COUNT, label: name });
      sent.set(name, await push(installation, name, body));
    }),
  );
  await archive(installation, {});
}, 900_000);

afterAll(async () => {
  dynamo.destroy();
  expect(await installation.remove()).toEqual([]);
  expect(installation.failures).toEqual([]);
});

test('a healthy archive is clean at every level, also while a run is under way', async () => {
  await enrol(installation, 'under-way');
  await push(installation, 'under-way', footage({ fixture: 'h264-aac.mkv', startMs: START, count: 40, label: 'way' }));
  const run = await startMachine(installation, {});
  const during: string[] = [];
  let ended = false;
  const end = endOf(installation, run).then((ending) => {
    ended = true;
    return ending;
  });
  // Nothing is given grace but what the order of reads gives.
  while (!ended) during.push(...codesOf((await verify('--stream', 'under-way', '--grace', '0', '--json')).lines));
  expect((await end).status).toBe('SUCCEEDED');
  // Without grace an open plan is taken to be stuck; nothing else may be told of a run that is only not done yet.
  expect(during.filter((code) => code !== 'plan-stuck')).toEqual([]);

  for (const level of ['ledger', 'presence', 'content'] as const) {
    const { code, lines } = await verify('--level', level, '--grace', '0', '--json');
    expect([level, code, codesOf(lines)]).toEqual([level, 0, []]);
    const { tally } = lines[lines.length - 1] as unknown as { tally: Record<string, number> };
    const names = Object.keys(PLANTED).length + 1;
    expect(tally).toMatchObject({
      streams: names,
      clips: names,
      fragments: (names - 1) * COUNT + 40,
      objects: level === 'ledger' ? 0 : 4 * names,
      read: level === 'content' ? 2 * names : 0,
    });
  }
  const { stdout } = await verify('--grace', '0');
  expect(stdout).toMatch(/^It is all there: /);
}, 300_000);

describe('what is planted', () => {
  const scope = ['--grace', '0', '--json'];
  /** Codes by stream, as one level found them. */
  type Found = Map<string, string[]>;
  const found: Partial<Record<'presence' | 'content' | 'dry' | 'repaired' | 'presenceAfter' | 'contentAfter', Found>> =
    {};
  const touched: [before: string[], after: string[]] = [[], []];

  beforeAll(async () => {
    await Promise.all(Object.entries(PLANTED).map(async ([name, { plant }]) => plant(await archivedOf(name))));
    found.presence = byStream((await verify(...scope)).lines);
    found.content = byStream((await verify(...scope, '--level', 'content')).lines);
    touched[0] = await listKeys(installation, '');
    found.dry = byStream((await verify(...scope, '--repair', '--dry-run')).lines);
    touched[1] = await listKeys(installation, '');
    found.repaired = byStream((await verify(...scope, '--level', 'content', '--repair')).lines);
    found.presenceAfter = byStream((await verify(...scope)).lines);
    found.contentAfter = byStream((await verify(...scope, '--level', 'content')).lines);
  }, 900_000);

  test.each(Object.entries(PLANTED))('%s is found, and repaired as far as it can be without loss', (name, planted) => {
    const { level = 'presence', codes, left = [] } = planted;
    const at = level === 'content' ? 'content' : 'presence';
    expect(found[at]?.get(name) ?? []).toEqual([...codes].sort());
    expect(found[`${at}After`]?.get(name) ?? []).toEqual([...left].sort());
  });

  test('a dry run finds the same and touches nothing', () => {
    expect(found.dry).toEqual(found.presence);
    expect(touched[1]).toEqual(touched[0]);
  });

  const byStream = (lines: readonly Line[]): Found => {
    const streams: Found = new Map();
    for (const { type, code = '', streamName } of lines) {
      if (type !== 'finding') continue;
      streams.set(String(streamName), [...(streams.get(String(streamName)) ?? []), code].sort());
    }
    return streams;
  };
});

test('the sweep adopts what it can and deletes what is elsewhere; after it all is clean', async () => {
  const startMs = realSystem.clock.now() - 600_000;
  for (const name of ['swept-own', 'swept-copy']) {
    await enrol(installation, name, { prefix: `${name}/` });
    await push(installation, name, footage({ fixture: 'h264-aac.mkv', startMs, count: COUNT, label: name }));
    await archive(installation, { stream: name });
  }
  const own = await archivedOf('swept-own', 'swept-own/');
  await deleteRow(own);
  await remove(own.clipManifest);
  const copy = await archivedOf('swept-copy', 'swept-copy/');
  for (const key of [copy.clip, copy.clipManifest]) {
    const Key = key.slice('swept-copy/'.length);
    await installation.s3.send(new CopyObjectCommand({ Bucket: bucket(), Key, CopySource: `${bucket()}/${key}` }));
  }

  const swept = await sweep({ graceSeconds: 0 });

  expect(swept).toMatchObject({ adopted: 1, deleted: 1, roundDone: true });
  // The bundle comes back with the clip: the row that took it in names both.
  const again = await verify('--stream', 'swept-own', '--grace', '0', '--json', '--repair');
  expect(codesOf(again.lines).filter((code) => code !== 'orphan')).toEqual([]);
  for (const name of ['swept-own', 'swept-copy']) {
    const { lines } = await verify('--stream', name, '--level', 'content', '--grace', '0', '--json');
    expect([name, codesOf(lines)]).toEqual([name, []]);
  }
  // A round is a day's; the next call rests.
  expect(await sweep({ trigger: 'schedule' })).toMatchObject({ streams: 0, roundDone: true });
}, 300_000);

/** Invokes the function as its schedule does. */
async function sweep(input: object): Promise<Record<string, unknown>> {
  const path = '/2015-03-31/functions/kvs-archiver-local-sweepOrphans/invocations';
  const response = await fetch(`${installation.url}${path}`, { method: 'POST', body: JSON.stringify(input) });
  return (await response.json()) as Record<string, unknown>;
}

test('what left KVS before it was missed becomes a gap with its story, or is kept by its bundle', async () => {
  const name = 'gone-from-kvs';
  const arn = await enrol(installation, name, { fragments: 'none' });
  await push(installation, name, footage({ fixture: 'h264-aac.mkv', startMs: START, count: COUNT, label: name }));
  await archive(installation, { stream: name });
  const { clips } = await readManifests(installation, name);
  await deleteStream(installation, arn);
  await createStream(installation, name);
  const key = clips[0]?.clip.key ?? '';
  // As long as the bucket has it, it is put back, manifest and all.
  for (const lost of [key, key.replace('.mp4', '.json')]) await remove(lost);
  const undeleted = await verify('--stream', name, '--grace', '0', '--json', '--repair');
  expect([codesOf(undeleted.lines), undeleted.code]).toEqual([['clip-missing'], 0]);
  const whole = await verify('--stream', name, '--level', 'content', '--grace', '0', '--json');
  expect([codesOf(whole.lines), whole.lines[0]]).toMatchObject([[], { tally: { clips: 1, gaps: 0 } }]);
  await forget(key);

  const repair = await verify('--stream', name, '--grace', '0', '--json', '--repair');

  expect([codesOf(repair.lines), repair.code]).toEqual([['clip-missing'], 0]);
  const after = await verify('--stream', name, '--grace', '0', '--json');
  expect([codesOf(after.lines), after.lines[0]]).toMatchObject([[], { tally: { clips: 0, gaps: 1 } }]);
}, 300_000);

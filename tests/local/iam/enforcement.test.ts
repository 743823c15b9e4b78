import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateStreamCommand } from '@aws-sdk/client-kinesis-video';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import type { RoleUse } from '../../../local/iam/createPermissions.ts';
import { startStack } from '../../../local/stack/startStack.ts';
import { packageService } from '../../../local/template/packageService.ts';
import { footage } from '../../e2e/harness/footage.ts';
import { clientsOf, type Endpoint, enrol } from '../../e2e/harness/Installation.ts';
import { push } from '../../e2e/harness/push.ts';
import { archive, runMachine } from '../../e2e/harness/runMachine.ts';

const ROOT = join(__dirname, '../../..');
/** The same as the end-to-end tests': one package serves them all. */
const PARAMS = {
  settleSeconds: '1',
  scheduleRate: 'rate(1 day)',
  observeRate: 'rate(1 day)',
  intervalSeconds: '86400',
  enrolByTag: 'archive=yes',
};
const START = Date.UTC(2025, 5, 1, 10);

interface AnyBody {
  readonly items: Record<string, unknown>[];
  readonly status?: string;
  readonly error?: { readonly code: string };
  readonly clips?: readonly { readonly clipId: string }[];
  readonly clip?: { readonly url: string };
  readonly bundle?: { readonly url: string };
  readonly file?: { readonly url: string };
}

interface Running extends Endpoint {
  permissions(): Promise<readonly RoleUse[]>;
  get(path: string): Promise<{ status: number; body: AnyBody }>;
}

describe('the roles of the packaged template', () => {
  let dir: string;
  const closing: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'kvs-archiver-roles-'));
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
    await rm(dir, { recursive: true, force: true });
  });

  async function start(cacheDir: string): Promise<Running> {
    const stack = await startStack({
      root: ROOT,
      cacheDir,
      params: PARAMS,
      port: 0,
      dataDir: join(dir, 'data'),
      region: 'us-east-1',
      system: realSystem,
    });
    const clients = clientsOf(stack.url);
    closing.push(stack.close, async () => {
      for (const client of Object.values(clients)) client.destroy();
    });
    const get: Running['get'] = async (path) => {
      const response = await fetch(`${stack.url}${path}`);
      return { status: response.status, body: (await response.json()) as Awaited<ReturnType<Running['get']>>['body'] };
    };
    return {
      ...clients,
      url: stack.url,
      port: Number(new URL(stack.url).port),
      outputs: stack.outputs,
      get,
      permissions: async () => (await get('/_local/permissions')).body.items as unknown as RoleUse[],
    };
  }

  const usualCache = join(ROOT, 'node_modules', '.cache', 'kvs-archiver');
  const usualPackage = () =>
    packageService({ root: ROOT, stage: 'local', cacheDir: usualCache, params: PARAMS, system: realSystem });

  /** A package like the usual one, but for actions that are taken from roles. */
  async function packageWithout(taken: Readonly<Record<string, string>>): Promise<string> {
    const { bundleDir, digest } = await usualPackage();
    const cacheDir = join(dir, 'cache');
    await cp(join(bundleDir, '..'), join(cacheDir, digest), { recursive: true });
    const path = join(cacheDir, digest, 'cloudformation-template-update-stack.json');
    const template = JSON.parse(await readFile(path, 'utf8'));
    for (const [role, action] of Object.entries(taken)) {
      let found = 0;
      for (const { PolicyDocument } of template.Resources[role].Properties.Policies) {
        for (const statement of PolicyDocument.Statement) {
          const left = statement.Action.filter((each: string) => each !== action);
          found += statement.Action.length - left.length;
          // A statement without actions is none.
          statement.Action = left.length > 0 ? left : ['none:None'];
        }
      }
      expect([role, found]).toEqual([role, expect.any(Number)]);
      expect(found).toBeGreaterThan(0);
    }
    await writeFile(path, JSON.stringify(template));
    return cacheDir;
  }

  test('what a role lacks is an AccessDenied of the handler, and becomes a gap', async () => {
    const running = await start(
      await packageWithout({
        ArchiveClipRole: 'kinesisvideo:GetClip',
        StreamsRole: 'dynamodb:Scan',
      }),
    );
    await enrol(running, 'front');
    await push(running, 'front', footage({ fixture: 'h264.mkv', startMs: START, count: 3, label: 'front' }));

    const listing = await running.get('/v1/streams');
    const ending = await runMachine(running, {});
    const gaps = await running.get('/v1/streams/front/gaps');

    expect(listing).toMatchObject({ status: 403, body: { error: { code: 'AccessDenied' } } });
    expect(ending.status).toBe('FAILED');
    expect(gaps.body.items.map(({ error }) => JSON.stringify(error))).toEqual([
      expect.stringContaining('is not authorized to perform: kinesisvideo:GetClip on resource: arn:aws:kinesisvideo:'),
    ]);
    const refused = (await running.permissions()).flatMap(({ role, refused }) =>
      refused.map(({ action }) => `${role} ${action}`),
    );
    expect(refused.sort()).toEqual(['ArchiveClipRole kinesisvideo:GetClip', 'StreamsRole dynamodb:Scan']);
  }, 300_000);

  test('a machine whose role may not read its list of streams, or not invoke a step, fails and says so', async () => {
    const running = await start(await packageWithout({ ArchiveMachineRole: 's3:GetObject' }));
    await enrol(running, 'front');

    const ending = await runMachine(running, {});

    expect(ending).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' });
    expect(ending.cause).toContain('is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::');
  }, 300_000);

  test('the main work is refused nothing; each permission that it does not use is explained', async () => {
    await usualPackage();
    const running = await start(usualCache);
    for (const [name, fixtures] of Object.entries({ front: ['h264.mkv'], changing: ['h264.mkv', 'h265.mkv'] })) {
      await enrol(running, name);
      for (const [index, fixture] of fixtures.entries()) {
        await push(running, name, footage({ fixture, startMs: START + index * 3000, count: 3, label: name }));
      }
    }

    await archive(running, {});
    const hour = { from: new Date(START - 1000).toISOString(), to: new Date(START + 3_600_000).toISOString() };
    await archive(running, hour);
    await archive(running, { stream: 'front', ...hour });
    await archive(running, { trigger: 'backfill', all: true });
    const backfill = (body: object) =>
      fetch(`${running.url}/v1/streams/front/backfill`, { method: 'POST', body: JSON.stringify(body) });
    expect((await backfill({ ...hour, dryRun: true })).status).toBe(200);
    expect((await backfill({ dryRun: true })).status).toBe(200);
    const { executionId } = (await (await backfill(hour)).json()) as { executionId: string };
    expect((await running.get(`/v1/executions/${executionId}`)).status).toBe(200);
    // The first run was one over all streams, with Standard children.
    const { items: runs } = (await running.get('/v1/executions?machine=archive')).body;
    for (const path of [`executions/${runs.at(-1)?.executionId}/states`, 'machines/archive', 'costs']) {
      expect([path, (await running.get(`/v1/${path}`)).status]).toEqual([path, 200]);
    }
    // The second long one finds the sheets of its months.
    const long = `/front/timeline?from=${START - 10 * 86_400_000}&to=${START + 3_600_000}`;
    for (const path of ['', '/front', '/front/timeline', long, long, '/front/gaps']) {
      expect((await running.get(`/v1/streams${path}`)).status).toBe(200);
    }
    const report = {
      clientID: 'a-1',
      deviceID: 'front',
      streamName: 'front',
      begTime: String(START),
      endTime: String(START + 20_000),
      duration: '20',
    };
    // The second time it is read.
    for (const path of ['/v1/segments', '/iam/v1/devices/front/segments']) {
      const answer = await fetch(`${running.url}${path}`, { method: 'PUT', body: JSON.stringify(report) });
      expect([path, answer.status]).toEqual([path, 200]);
    }
    expect((await running.get('/v1/segments?deviceID=front')).body.items).toHaveLength(1);
    const span = `from=${START}&to=${START + 3000}`;
    for (const path of [`session?${span}`, `session?protocol=DASH&${span}`, `fragments?${span}`]) {
      expect([path, (await running.get(`/v1/streams/front/${path}`)).status]).toEqual([path, 200]);
    }
    expect((await running.get('/v1/segments/a-1/session')).status).toBe(200);
    const [clip] = (await running.get(`/v1/streams/front/timeline?${span}`)).body.clips ?? [];
    const { body: shown } = await running.get(`/v1/clips/${clip?.clipId}`);
    for (const url of [shown.clip?.url, shown.bundle?.url]) expect((await fetch(url ?? '')).status).toBe(200);
    const request = { method: 'POST', body: JSON.stringify({ ...hour, clientToken: 'once' }) };
    const asked = async () => (await fetch(`${running.url}/v1/streams/front/clips`, request)).json();
    const { executionId: made } = (await asked()) as { executionId: string };
    let file = await running.get(`/v1/executions/${made}`);
    while (file.body.status === 'RUNNING') {
      await realSystem.clock.sleep(100);
      file = await running.get(`/v1/executions/${made}`);
    }
    expect((await fetch(file.body.file?.url ?? '')).status).toBe(200);
    // A token that was given before.
    expect(await asked()).toMatchObject({ executionId: made });
    await running.kvs.send(
      new CreateStreamCommand({ StreamName: 'tagged', DataRetentionInHours: 24, Tags: { archive: 'yes' } }),
    );
    for (const schedule of ['DiscoverSchedule', 'ObserveSchedule']) {
      expect((await fetch(`${running.url}/_local/schedule/${schedule}/run`, { method: 'POST' })).status).toBe(202);
    }
    expect((await running.get('/v1/streams/tagged')).status).toBe(200);
    expect((await fetch(`${running.url}/v1/streams/front`, { method: 'DELETE' })).status).toBe(204);

    const roles = await running.permissions();
    expect(roles.filter(({ refused }) => refused.length > 0)).toEqual([]);
    const rows = roles.flatMap(({ role, grants }) =>
      grants.map(({ action, resources, uses }) => ({ row: `${role} ${action} ${placeOf(resources)}`, uses })),
    );
    const explained = (row: string) => UNUSED.find(([pattern]) => pattern.test(row)) !== undefined;
    expect(rows.filter(({ row, uses }) => uses === 0 && !explained(row)).map(({ row }) => row)).toEqual([]);
    // An explanation of nothing is out of date.
    expect(UNUSED.filter(([pattern]) => !rows.some(({ row }) => pattern.test(row)))).toEqual([]);
  }, 300_000);
});

/** What a statement is about, shortly. */
const placeOf = (resources: readonly string[]): string =>
  resources.map((arn) => (arn === '*' ? arn : arn.split(/kvs-archiver-local-|:/).at(-1))).join(' ');

/** Permissions that the work above does not use, and why they are there. */
const UNUSED: readonly (readonly [row: RegExp, why: string])[] = [
  [/ logs:(CreateLogStream|PutLogEvents) /, 'Lambda itself writes the log; here a file is written'],
  [/^\w+MachineRole logs:/, 'Step Functions itself delivers the log of a machine'],
  [/ xray:/, 'Lambda and Step Functions themselves send traces; there are none here'],
  [/^\w+ScheduleRole /, 'EventBridge Scheduler itself calls; here the stack does'],
  [/^ArchiveMachineRole states:RedriveExecution /, 'by hand, after an outage'],
  [
    /^ArchiveMachineRole (states:(Describe|Stop)Execution|events:)/,
    'a run by hand that goes on in another: tests/simulation',
  ],
  [
    /^ArchiveMachineRole s3:(ListMultipartUploadParts|AbortMultipartUpload) /,
    'results beyond one part: Step Functions itself',
  ],
  [/^ExecutionsRole states:RedriveExecution /, 'tests/e2e/console: a run that failed'],
  // What follows is used where something goes wrong or was there before.
  [/^(ComputeWindow|ListFragments)Role states:DescribeExecution /, 'a lease of a run that may have ended'],
  [/^ComputeWindowRole dynamodb:UpdateItem EnrolmentsTable$/, 'a stream made again: tests/e2e/ranges, late'],
  [/^ComputeWindowRole dynamodb:PutItem StreamsTable$/, 'the same'],
  [/^ComputeWindowRole dynamodb:PutItem LedgerTable$/, 'footage that expired unseen'],
  [/^ListFragmentsRole dynamodb:(PutItem|DeleteItem) LedgerTable$/, 'gaps that are opened again'],
  [/^ListFragmentsRole s3:GetObject /, 'plans that another run left open'],
  [/^ListFragmentsRole kinesisvideo:GetDataEndpoint /, 'unless the API has asked before'],
  [/^Archive(Clip|Bundle)Role s3:GetObject(Tagging)? archivebucket/, 'what another run has stored first'],
  [/^Archive(Clip|Bundle)Role s3:ListBucket /, 'what another run is storing'],
  [/^ArchiveClipRole s3:PutObject(Tagging)? archivebucket\/bundles/, 'what no MP4 can hold: tests/e2e/codecs'],
  [/^ArchiveBundleRole kinesisvideo:(ListFragments|GetDataEndpoint) /, 'fragments that KVS does not give back'],
  [/^RecordGapRole /, 'a plan that cannot be stored: above'],
  [
    /^StreamsRole (dynamodb:UpdateItem StreamsTable|kinesisvideo:GetDataEndpoint)/,
    'a stream that no run has listed yet',
  ],
  [/^DiscoverStreamsRole s3:PutObject \S+\/fleet/, 'a search that runs out of time: tests/functions/fleet'],
  [/^DiscoverStreamsRole s3:ListBucket /, 'its absence is what it tells: no call of its own'],
  [/^ObserveFleetRole events:PutEvents /, 'a stream that falls silent: tests/e2e/fleet'],
  [/^CommitWindowRole dynamodb:GetItem LedgerTable$/, 'whether a gap that is listed still is one: tests/e2e/backfill'],
  [/^\w+Role dynamodb:PutItem ChangesTable$/, 'who changed what, of every route that changes things: tests/e2e/auth'],
  [/^ChangesRole dynamodb:Query ChangesTable$/, 'the same'],
  [/^BackfillRole states:DescribeExecution /, 'a token that was given before: tests/e2e/backfill'],
  [
    /^BackfillRole (dynamodb:UpdateItem StreamsTable|kinesisvideo:GetDataEndpoint|s3:GetObject)/,
    'a stream that no run has listed yet, and plans that are open',
  ],
  [
    /^(Fragments|PrepareRequest|FetchPart)Role (dynamodb:UpdateItem StreamsTable|kinesisvideo:GetDataEndpoint)/,
    'a stream that no run has listed yet',
  ],
  [/^RequestsRole dynamodb:Query StreamsTable/, 'a stream that is enrolled no more: tests/functions/api/onRequest'],
  [
    /^StreamsRole kinesisvideo:(Update|Describe)(ImageGeneration|Notification)Configuration /,
    'images and notifications of a stream: tests/e2e/images',
  ],
  [/^RequestImagesRole /, 'images on request: tests/e2e/images'],
  [/^ClipsRole s3:ListBucket /, 'a manifest that is lost: its absence is what it tells'],
  [
    /^(PrepareRequest|AssembleRequest)Role s3:GetObject archivebucket/,
    'footage that KVS has forgotten: tests/functions/request',
  ],
  [/^AssembleRequestRole s3:AbortMultipartUpload /, 'a file that cannot be made: tests/functions/request'],
  [
    /^(PlanExport|CopyParts|FinishFile|ConcludeExport|ExportMachine|Exports|Shares)Role /,
    'exports and shares: tests/e2e/exports and packages, under the same roles',
  ],
  [
    /^(StartPackage|FindLostPackages|NoteTranscode|GatherSource|ProbeSource|CopyOriginal|CopySegments)Role /,
    'packages: tests/e2e/package, under the same roles',
  ],
  [/^(SubmitTranscode|CheckTranscode|FinishPackage|RecordPackageFailure|PackageMachine|MediaConvert)Role /, 'the same'],
  [/^(Uploads|Jobs)Role /, 'the same'],
  [/^ExecutionsRole (dynamodb:GetItem ExportsTable|states:DescribeExecution )/, 'how an export fares: the same'],
  [
    /^Archive(Playlist|Media)Role /,
    'playing what is archived, what is not yet, and packages: tests/e2e/playback, packages',
  ],
  [/^SweepOrphansRole /, 'objects that no row names, a day old: tests/e2e/verify'],
  [
    /^DeviceRole (s3:PutObject|sns:Publish) /,
    'Kinesis Video Streams itself delivers images and notifications, with the rights of the uploader',
  ],
  [
    /^(RecordImage|DetectLabels|ApplyRules|KeepEvent|RecordFailure|AnalyzeMachine|ImagesToAnalysis)Role /,
    'an image that arrives: tests/e2e/analysis',
  ],
  [/^(Images|Detections|Events)Role /, 'what was seen in images: tests/e2e/analysis'],
  [/^TimelineRole dynamodb:Query DetectionsTable/, 'the same'],
  [/^StartOnNotificationRole /, 'a tagged fragment: tests/e2e/analysis, tests/simulation/notification'],
  [
    /^ArchiveBundleRole s3:(Get|Put)ObjectTagging archivebucket\/clips/,
    'footage that is to be kept longer: tests/simulation',
  ],
  [/^DeviceRole /, 'a device with a certificate: tests/e2e/devices'],
  [/^(Streams|Timeline)Role s3:ListBucket /, 'its absence is what it tells: no call of its own'],
];

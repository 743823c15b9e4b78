import {
  CancelJobCommand,
  CreateJobCommand,
  type CreateJobCommandInput,
  DescribeEndpointsCommand,
  GetJobCommand,
  ListJobsCommand,
} from '@aws-sdk/client-mediaconvert';
import { jobRequest } from '../../../cloud/mediaconvert/jobRequest.ts';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import type { System } from '../../../core/system.ts';
import type { LocalTranscoder, MadePiece } from '../../../local/transcode/TranscodeOrder.ts';
import { ROLE_ARN, type RunningMediaConvert, startMediaConvert } from './startMediaConvert.ts';

jest.setTimeout(60_000);

const SOURCE = {
  start: 0,
  durationMs: 4000,
  video: { codec: 'avc', width: 160, height: 120, rotation: 0, frameRate: 15 },
} as const;
const piece = (text: string): Uint8Array => Buffer.from(text);

/** Makes what a real one makes, of nothing, and holds where it is told to. */
class StandIn implements LocalTranscoder {
  readonly name = 'ffmpeg';
  readonly started: string[] = [];
  #release: (() => void) | undefined;
  #held: Promise<void> | undefined;

  hold(): void {
    this.#held = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  release(): void {
    this.#release?.();
  }

  async transcode(
    order: Parameters<LocalTranscoder['transcode']>[0],
    take: (made: MadePiece) => Promise<void>,
    signal: AbortSignal,
  ) {
    this.started.push(order.sources.map((url) => new URL(url).pathname).join());
    await take({ kind: 'probed', sources: [SOURCE] });
    await take({ kind: 'init', track: 0, bytes: piece('init'), codec: 'avc1.42c00d' });
    await take({ kind: 'fragment', track: 0, bytes: piece('one'), seconds: 2 });
    await take({ kind: 'progress', percent: 50, frames: 30 });
    await Promise.race([this.#held, new Promise((resolve) => signal.addEventListener('abort', resolve))]);
    signal.throwIfAborted();
    await take({ kind: 'fragment', track: 0, bytes: piece('two'), seconds: 2 });
    return { durationMs: 4000, frames: 60, lost: 0 };
  }
}

describe('the jobs of MediaConvert', () => {
  let world: RunningMediaConvert;
  let standIn: StandIn;
  let nowMs: number;
  const system: System = { ...realSystem, clock: { now: () => nowMs, sleep: realSystem.clock.sleep } };

  beforeEach(async () => {
    nowMs = 1_795_258_557_663;
    standIn = new StandIn();
    world = await startMediaConvert({ system, transcoders: { of: async () => standIn } });
    await world.putMedia('packages/package-1/original.mp4', 'fast-60.mp4');
  });
  afterEach(async () => {
    standIn.release();
    await world.stop();
  });

  const create = async (over: Partial<CreateJobCommandInput> = {}) =>
    (
      await world.client.send(
        new CreateJobCommand({ ...jobRequest(world.plan(), { roleArn: ROLE_ARN, queueArn: '' }), ...over }),
      )
    ).Job;
  const statuses = (): unknown[] => world.events.map(({ detail }) => (detail as { readonly status: string }).status);
  const underWay = async (id = ''): Promise<void> => {
    for (;;) {
      const { Job } = await world.client.send(new GetJobCommand({ Id: id }));
      if (Job?.JobPercentComplete === 50) return;
      await realSystem.clock.sleep(10);
    }
  };

  test('a job is told as the service tells it, from its beginning to its end', async () => {
    standIn.hold();
    const made = await create();
    expect(made).toMatchObject({
      Id: expect.stringMatching(/^\d{13}-[0-9a-z]{6}$/),
      Arn: `arn:aws:mediaconvert:us-east-1:000000000000:jobs/${made?.Id}`,
      Queue: 'arn:aws:mediaconvert:us-east-1:000000000000:queues/Default',
      UserMetadata: { packageId: 'package-1' },
      Role: ROLE_ARN,
    });
    await underWay(made?.Id);
    expect((await world.client.send(new GetJobCommand({ Id: made?.Id ?? '' }))).Job).toMatchObject({
      Status: 'PROGRESSING',
      CurrentPhase: 'TRANSCODING',
      JobPercentComplete: 50,
    });
    standIn.release();

    expect(await world.ended(made?.Id ?? '')).toMatchObject({ status: 'COMPLETE', percent: 100, durationMs: 4000 });

    expect(statuses()).toEqual(['PROGRESSING', 'INPUT_INFORMATION', 'STATUS_UPDATE', 'COMPLETE']);
    expect(world.events.at(-1)).toMatchObject({
      source: 'aws.mediaconvert',
      'detail-type': 'MediaConvert Job State Change',
      resources: [made?.Arn],
      detail: {
        jobId: made?.Id,
        outputGroupDetails: [
          { type: 'CMAF_GROUP', playlistFilePaths: ['s3://delivery/packages/package-1/hls/index.m3u8'] },
          { type: 'FILE_GROUP' },
          { type: 'FILE_GROUP' },
        ],
      },
    });
    expect((await world.get('packages/package-1/hls/index_120p_000000002.cmfv')).toString()).toBe('two');
  });

  test('a token names the same job for a minute', async () => {
    standIn.hold();
    const first = await create();
    nowMs += 59_000;
    expect((await create())?.Id).toBe(first?.Id);
    nowMs += 2000;
    expect((await create())?.Id).not.toBe(first?.Id);
  });

  test('our adapter finds the job of a package again, whatever the token', async () => {
    standIn.hold();
    const first = await world.transcoder().submit(world.plan());
    nowMs += 3_600_000;
    expect(await world.transcoder().submit(world.plan())).toBe(first);
    await world.transcoder().cancel(first);
    await world.transcoder().cancel(first);
    expect(await world.transcoder().submit(world.plan())).not.toBe(first);
  });

  test('a job is canceled while it runs, and while it waits; one that has ended is not', async () => {
    standIn.hold();
    const running = await create();
    await underWay(running?.Id);
    const waiting = await create({ ClientRequestToken: 'other' });
    expect(waiting?.Status).toBe('SUBMITTED');
    for (const job of [waiting, running]) await world.client.send(new CancelJobCommand({ Id: job?.Id ?? '' }));

    expect((await world.ended(running?.Id ?? '')).status).toBe('CANCELED');
    expect((await world.ended(waiting?.Id ?? '')).status).toBe('CANCELED');

    expect(standIn.started).toHaveLength(1);
    expect(await world.keys('packages/package-1/hls/index.m3u8')).toEqual([]);
    const again = world.client.send(new CancelJobCommand({ Id: running?.Id ?? '' }));
    await expect(again).rejects.toMatchObject({ name: 'ConflictException' });
    const unknown = world.client.send(new CancelJobCommand({ Id: 'none' }));
    await expect(unknown).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  test('the highest priority goes first', async () => {
    standIn.hold();
    await underWay((await create())?.Id);
    const low = await create({ ClientRequestToken: 'low', Priority: -1 });
    const high = await create({ ClientRequestToken: 'high', Priority: 5 });
    standIn.release();
    await world.ended(low?.Id ?? '');
    const { Jobs = [] } = await world.client.send(new ListJobsCommand({}));
    expect(Jobs.every(({ Status }) => Status === 'COMPLETE')).toBe(true);
    const ends = world.events
      .map(({ detail }) => detail as { readonly jobId: string; readonly status: string })
      .filter(({ status }) => status === 'COMPLETE')
      .map(({ jobId }) => jobId);
    expect(ends.slice(1)).toEqual([high?.Id, low?.Id]);
  });

  test('a job that a restart interrupts begins anew', async () => {
    standIn.hold();
    const job = await create();
    await underWay(job?.Id);
    await world.restart();
    standIn.release();

    expect((await world.ended(job?.Id ?? '')).status).toBe('COMPLETE');

    expect(standIn.started).toHaveLength(2);
    await world.restart();
    expect((await world.transcoder().read(job?.Id ?? '')).status).toBe('COMPLETE');
  });

  test('lists are in pages of the newest jobs, by status and queue', async () => {
    const ids: (string | undefined)[] = [];
    for (let index = 0; index < 5; index++) {
      nowMs += 1000;
      ids.push((await create({ ClientRequestToken: `job-${index}` }))?.Id);
    }
    await world.ended(ids[4] ?? '');
    const first = await world.client.send(new ListJobsCommand({ MaxResults: 3, Status: 'COMPLETE' }));
    const second = await world.client.send(new ListJobsCommand({ MaxResults: 3, NextToken: first.NextToken }));
    expect([...(first.Jobs ?? []), ...(second.Jobs ?? [])].map(({ Id }) => Id)).toEqual([...ids].reverse());
    expect(second.NextToken).toBeUndefined();
    const oldest = await world.client.send(new ListJobsCommand({ Order: 'ASCENDING', MaxResults: 1 }));
    expect(oldest.Jobs?.[0]?.Id).toBe(ids[0]);
    expect((await world.client.send(new ListJobsCommand({ Queue: 'other' }))).Jobs).toEqual([]);
    const tooMany = world.client.send(new ListJobsCommand({ MaxResults: 21 }));
    await expect(tooMany).rejects.toThrow('/maxResults: Should be less than or equal to 20');
  });

  test('a role that is not there is refused by the job, not by the call', async () => {
    const state = await world.ended(await world.transcoder('arn:aws:iam::000000000000:role/none').submit(world.plan()));
    expect(state.error).toEqual({
      code: '1433',
      message: 'Unable to assume role. Check that the role exists and that MediaConvert is a trusted entity.',
    });
  });

  test('the address of the service is this one', async () => {
    const { Endpoints } = await world.client.send(new DescribeEndpointsCommand({}));
    expect(Endpoints?.[0]?.Url).toMatch(/^http:/);
  });
});

import { KvsStreamDelivery } from '../../../cloud/kvs/KvsStreamDelivery.ts';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { parseRetentionClasses } from '../../../core/retention/retentionClasses.ts';
import { type EnrolmentPorts, enrol, showStream, withdraw } from '../../../functions/api/steps/enrolment.ts';
import { type RunningKvs, startKvs } from '../../local/kvs/startKvs.ts';
import { createStream } from '../../local/kvs/streamCalls.ts';
import { ArchiveWorld } from '../../simulation/ArchiveWorld.ts';

const TOPIC = 'arn:aws:sns:us-east-1:000000000000:fragments';
const DEFAULTS = {
  status: 'ENABLED',
  selector: 'PRODUCER_TIMESTAMP',
  samplingInterval: 3000,
  format: 'JPEG',
  quality: 80,
};

let kvs: RunningKvs;
let ports: EnrolmentPorts;
let streamArn: string;
beforeEach(async () => {
  kvs = await startKvs();
  streamArn = await createStream(kvs, 'front');
  const world = new ArchiveWorld({ seed: 1 });
  ports = {
    enrolments: world.enrolments,
    streams: world.streams,
    source: {
      list: world.footage.list.bind(world.footage),
      describe: async (streamName: string) => ({ streamName, streamArn, retentionHours: 24, createdMs: 0 }),
    } as unknown as EnrolmentPorts['source'],
    objects: world.objects,
    workBucket: 'work',
    system: world.system,
    retentionClasses: parseRetentionClasses('{}'),
    expectations: { settleMs: 5000, intervalMs: 10_000, periodMs: 60_000 },
    delivery: { kvs: new KvsStreamDelivery(kvs.control, realSystem), imagesBucket: 'pictures', topicArn: TOPIC },
  };
});
afterEach(async () => {
  await kvs.remove();
});

const inKvs = () => ports.delivery?.kvs.read(streamArn);

it('is off until asked for', async () => {
  await enrol('front', {}, ports);

  expect(await inKvs()).toEqual({});
  expect((await showStream('front', ports)).kvs).toBeUndefined();
});

it('images have their defaults, and are shown as KVS has them', async () => {
  const { settings, warnings } = await enrol('front', { images: {}, notifications: {} }, ports);

  expect(settings.images).toEqual(DEFAULTS);
  expect(warnings).toBeUndefined();
  const { kvs: told } = await showStream('front', ports);
  expect(told).toEqual({
    images: { ...DEFAULTS, width: 320, height: 240, bucket: 'pictures', prefix: 'images/front/' },
    notifications: { status: 'ENABLED', topic: TOPIC },
  });
});

it.each([
  [
    { status: 'enabled', selector: 'server', format: 'png' },
    { selector: 'SERVER_TIMESTAMP', format: 'PNG', width: 320, height: 240 },
  ],
  [{ width: 1280 }, { width: 1280 }],
  [{ height: 720 }, { height: 720 }],
  [
    { samplingInterval: 200, quality: 1 },
    { samplingInterval: 200, quality: 1, width: 320, height: 240 },
  ],
  [{ status: 'DISABLED' }, { status: 'DISABLED', width: 320, height: 240 }],
])('%j is set', async (images, expected) => {
  await enrol('front', { images }, ports);

  expect((await inKvs())?.images).toEqual({ ...DEFAULTS, bucket: 'pictures', prefix: 'images/front/', ...expected });
});

it('what is asked for no more, or belongs to a stream that is withdrawn, is taken away', async () => {
  await enrol('front', { images: {}, notifications: {} }, ports);
  await enrol('front', { notifications: {} }, ports);
  expect(await inKvs()).toEqual({ notifications: { status: 'ENABLED', topic: TOPIC } });

  await withdraw('front', ports);
  expect(await inKvs()).toEqual({});
});

it('what somebody else set up stays', async () => {
  await ports.delivery?.kvs.change(streamArn, { notifications: { status: 'ENABLED', topic: TOPIC } });

  await enrol('front', { images: {} }, ports);
  await withdraw('front', ports);

  expect(await inKvs()).toEqual({ notifications: { status: 'ENABLED', topic: TOPIC } });
});

it('places that devices may not put to are warned of', async () => {
  const images = { bucket: 'elsewhere', prefix: 'a/b/' };
  const notifications = { topic: 'arn:aws:sns:us-east-1:111122223333:mine' };

  const { warnings } = await enrol('front', { images, notifications }, ports);

  expect(warnings).toEqual([
    expect.stringMatching(/^images: .*s3:PutObject in elsewhere\/a\/b\/.*us-east-1/),
    expect.stringMatching(/^notifications: .*sns:Publish to arn:aws:sns:us-east-1:111122223333:mine/),
  ]);
  expect((await inKvs())?.images).toMatchObject(images);
});

it.each([
  [{ images: { samplingInterval: 199 } }, /^images\.samplingInterval/],
  [{ images: { samplingInterval: 20_001 } }, /^images\.samplingInterval/],
  [{ images: { quality: 101 } }, /^images\.quality/],
  [{ images: { width: 3841 } }, /^images\.width/],
  [{ images: { height: 0 } }, /^images\.height/],
  [{ images: { format: 'GIF' } }, /^images\.format/],
  [{ images: { prefix: '/x' } }, /prefix/],
  [{ images: { colour: true } }, /images/],
  [{ notifications: { topic: 'arn:aws:sns:us-east-1:000000000000:x.fifo' } }, /topic/],
  [
    { notifications: { topic: 'arn:aws:sns:eu-west-1:000000000000:x' } },
    /^notifications\.topic: .* is not in us-east-1/,
  ],
])('%j is refused', async (settings, message) => {
  await expect(enrol('front', settings, ports)).rejects.toMatchObject({
    kind: 'InvalidInput',
    message: expect.stringMatching(message),
  });
  expect(await inKvs()).toEqual({});
  expect(await ports.enrolments.get('front')).toBeUndefined();
});

it('a stream that keeps nothing is refused, naming the setting', async () => {
  const empty = await createStream(kvs, 'empty', 0);
  const source = {
    ...ports.source,
    describe: async (streamName: string) => ({ streamName, streamArn: empty, retentionHours: 0, createdMs: 0 }),
  } as unknown as EnrolmentPorts['source'];

  await expect(enrol('empty', { images: {} }, { ...ports, source })).rejects.toMatchObject({
    kind: 'InvalidInput',
    message: expect.stringMatching(/^images: KVS keeps nothing of empty/),
  });
});

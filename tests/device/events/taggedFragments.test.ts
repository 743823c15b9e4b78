import { realSystem } from '../../../cloud/system/realSystem.ts';
import { writeTags } from '../../../core/matroska/write/writeTags.ts';
import { EventInbox } from '../../../device/events/EventInbox.ts';
import { encodeFragment } from '../../../device/putMedia/encodeFragment.ts';
import { runProducer } from '../../../device/putMedia/runProducer.ts';
import { CREDENTIALS, type KvsForDevices, REGION, startKvsForDevices } from '../kvsForDevices.ts';
import { SyntheticSource } from '../SyntheticSource.ts';

const START_MS = 1_795_000_000_000;
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
/** An element with an 8-byte size, as AWS's producers write it. */
const element = (id: string, content: string): string =>
  `${id}01${(content.length / 2).toString(16).padStart(14, '0')}${content}`;
const simpleTag = (name: string, value: string): string =>
  element(
    '67c8',
    element('45a3', Buffer.from(name).toString('hex')) + element('4487', Buffer.from(value).toString('hex')),
  );

describe('a fragment with tags', () => {
  const frames = [{ trackNumber: 1, timeMs: 5_000, keyframe: true, payload: Uint8Array.from([1, 2, 3]) }];
  const fragment = { timecodeMs: 5_000, lastMs: 5_000, frames, payloadBytes: 3, tracks: [] };
  const end = element('1254c367', element('7373', simpleTag('AWS_KINESISVIDEO_END_OF_FRAGMENT', '')));

  test('has them between its last frame and the end of the fragment, byte for byte', () => {
    const cluster = '1f43b675ff' + 'e7880000000000001388' + 'a78100' + 'a387' + '81' + '0000' + '80' + '010203';
    const tags = [
      { name: 'AWS_KINESISVIDEO_NOTIFICATION', value: '' },
      { name: 'why', value: 'é' },
    ];

    expect(text(encodeFragment(fragment))).toBe(cluster + end);
    expect(text(encodeFragment(fragment, []))).toBe(cluster + end);
    expect(text(encodeFragment(fragment, tags))).toBe(
      cluster +
        element('1254c367', element('7373', simpleTag('AWS_KINESISVIDEO_NOTIFICATION', '') + simpleTag('why', 'é'))) +
        end,
    );
  });

  test('is written as AWS’s C producer writes its metadata (observed: the bytes of a PutMedia by it)', () => {
    const observed =
      '1254c367010000000000003e73730100000000000034' +
      '67c8010000000000002a45a3010000000000000a544553545f4b45595f31' +
      '4487010000000000000c544553545f56414c55455f31';

    expect(text(writeTags([{ name: 'TEST_KEY_1', value: 'TEST_VALUE_1' }], 8))).toBe(observed);
  });
});

describe('tags that a producer sends', () => {
  let service: KvsForDevices;
  beforeAll(async () => {
    service = await startKvsForDevices();
  });
  afterAll(() => service.close());

  test('come back with the fragments that they mark, and with no other', async () => {
    const events = new EventInbox();
    const recorded: number[] = [];
    const longest = { ['n'.repeat(128)]: 'v'.repeat(256) };
    let sent = 0;
    const summary = await runProducer({
      source: new SyntheticSource({ fragments: 6, startMs: START_MS, payloadBytes: 500 }),
      streamName: 'tagged',
      region: REGION,
      endpoint: service.endpoint,
      credentials: CREDENTIALS,
      createStream: { retentionHours: 24 },
      system: realSystem,
      events: {
        take: () => {
          const at = sent++;
          if (at === 1) events.raise({ image: true, imagePrefix: 'door/', metadata: { why: 'bell' } });
          if (at === 3) events.raise({ notify: true, metadata: longest });
          if (at === 4) {
            const eight = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`n${index}`, 'é'.repeat(128)]));
            events.raise({ image: true, notify: true, metadata: eight });
          }
          return events.take();
        },
      },
      onRecorded: ({ timecodeMs }) => recorded.push(timecodeMs - START_MS),
    });

    const stored = await service.stored('tagged', START_MS);
    expect(summary).toMatchObject({ persisted: 6, dropped: 0, connections: 1 });
    expect(recorded).toEqual([0, 1_000, 2_000, 3_000, 4_000, 5_000]);
    const own = stored.map(({ tags }) => tags.map(({ name, value }) => `${name}=${value}`));
    expect(own).toEqual([
      [],
      ['AWS_KINESISVIDEO_IMAGE_GENERATION=', 'AWS_KINESISVIDEO_IMAGE_PREFIX=door/', 'why=bell'],
      [],
      ['AWS_KINESISVIDEO_NOTIFICATION=', `${'n'.repeat(128)}=${'v'.repeat(256)}`],
      [
        'AWS_KINESISVIDEO_IMAGE_GENERATION=',
        'AWS_KINESISVIDEO_NOTIFICATION=',
        ...Array.from({ length: 8 }, (_, index) => `n${index}=${'é'.repeat(128)}`),
      ],
      [],
    ]);
  });
});

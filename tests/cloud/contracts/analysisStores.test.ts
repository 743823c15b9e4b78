import { DynamoDetectionStore } from '../../../cloud/dynamodb/DynamoDetectionStore.ts';
import { DynamoFootageEventStore } from '../../../cloud/dynamodb/DynamoFootageEventStore.ts';
import { DynamoImageStore } from '../../../cloud/dynamodb/DynamoImageStore.ts';
import { type AnalysedImage, imageIdOf } from '../../../core/analysis/AnalysedImage.ts';
import { type Detection, detectionOf } from '../../../core/analysis/Detection.ts';
import { DetectionLayer } from '../../../core/analysis/DetectionLayer.ts';
import type { FootageEvent } from '../../../core/analysis/FootageEvent.ts';
import { fragmentNumber, producerMs } from '../../../core/fragment.ts';
import type { DetectionStore } from '../../../core/ports/detectionStore.ts';
import type { FootageEventStore } from '../../../core/ports/footageEventStore.ts';
import type { ImageStore } from '../../../core/ports/imageStore.ts';
import type { Label } from '../../../core/ports/labelDetector.ts';
import {
  MemoryDetectionStore,
  MemoryFootageEventStore,
  MemoryImageStore,
} from '../../simulation/memory/MemoryAnalysisStores.ts';
import { openTables } from './localServices.ts';

const DAY_MS = 86_400_000;

const image = (at: number, more: Partial<AnalysedImage> = {}): AnalysedImage => {
  const place = { bucket: 'images', key: `images/door/${at}-${more.streamName ?? 'door'}.jpg` };
  return {
    ...place,
    imageId: imageIdOf(place),
    streamName: 'door',
    producerMs: producerMs(at),
    fragmentNumber: fragmentNumber('91343852333181432392682062607589146487325476543'),
    bytes: 1000,
    contentType: 'image/jpeg',
    tags: { gate: 'north' },
    faults: [],
    listedMs: 7,
    imageExpiresMs: 30 * DAY_MS,
    outcome: { status: 'listed' },
    ...more,
  };
};
const label = (name: string, confidence = 80): Label => ({
  name,
  confidence,
  parents: [],
  categories: [],
  instances: [{ confidence, box: { left: 0.1, top: 0.2, width: 0.3, height: 0.4 } }],
});
const event = (begin: number, end: number, more: Partial<FootageEvent> = {}): FootageEvent => ({
  streamName: 'door',
  rule: 'people',
  beginMs: producerMs(begin),
  endMs: producerMs(end),
  best: {
    producerMs: producerMs(begin),
    imageId: 'a',
    bucket: 'images',
    key: 'a.jpg',
    label: 'Person',
    confidence: 80,
  },
  labels: ['Person'],
  ...more,
});

describe.each(['DynamoDB', 'memory'])('what was seen, in %s', (kind) => {
  let images: ImageStore;
  let detections: DetectionStore;
  let events: FootageEventStore;
  let close: () => Promise<void> = async () => undefined;

  beforeEach(async () => {
    if (kind === 'memory') {
      images = new MemoryImageStore();
      detections = new MemoryDetectionStore();
      events = new MemoryFootageEventStore();
      return;
    }
    const tables = await openTables();
    images = new DynamoImageStore(tables.documents, 'ImagesTable', 365 * DAY_MS);
    detections = new DynamoDetectionStore(tables.documents, 'DetectionsTable', 365 * DAY_MS);
    events = new DynamoFootageEventStore(tables.documents, 'EventsTable', 365 * DAY_MS);
    close = tables.close;
  });
  afterEach(() => close());

  it('lists an image once, whatever is told of it later', async () => {
    const first = await images.put(image(1000));
    const again = await images.put(image(1000, { listedMs: 99, faults: ['late'] }));

    expect(first).toEqual(image(1000));
    expect(again).toEqual(image(1000));
    expect(await images.get(image(1000))).toEqual(image(1000));
    expect(await images.get(image(1001))).toBeUndefined();
  });

  it('keeps what came of looking; a failure gives way, what was labelled does not', async () => {
    await images.put(image(1000));

    await images.conclude(image(1000), { status: 'failed', error: 'AccessDenied' });
    expect((await images.get(image(1000)))?.outcome).toEqual({ status: 'failed', error: 'AccessDenied' });
    await images.conclude(image(1000), { status: 'labelled', labels: [label('Person')] });
    await images.conclude(image(1000), { status: 'unreadable', error: 'no picture' });
    await images.conclude(image(2000), { status: 'unreadable', error: 'nobody knows it' });

    expect((await images.get(image(1000)))?.outcome).toEqual({ status: 'labelled', labels: [label('Person')] });
    expect(await images.get(image(2000))).toBeUndefined();
  });

  it('gives images newest first, labelled or not, half open, in pages', async () => {
    for (const at of [1000, 2000, 3000, 4000, 5000]) await images.put(image(at));
    await images.put(image(2500, { streamName: 'yard' }));
    await images.conclude(image(2000), { status: 'labelled', labels: [label('Person')] });
    await images.conclude(image(3000), { status: 'labelled', labels: [] });
    const times = async (query: Parameters<ImageStore['ofStream']>[1]) =>
      (await images.ofStream('door', query)).items.map((each) => each.producerMs);

    expect(await times({ limit: 10 })).toEqual([5000, 4000, 3000, 2000, 1000]);
    expect(await times({ limit: 10, fromMs: 2000, toMs: 4000 })).toEqual([3000, 2000]);
    expect(await times({ limit: 10, labelled: true })).toEqual([2000]);
    expect(await times({ limit: 10, labelled: false })).toEqual([5000, 4000, 3000, 1000]);
    const first = await images.ofStream('door', { limit: 3 });
    expect(await times({ limit: 3, after: first.nextToken ?? '' })).toEqual([2000, 1000]);
    expect((await images.labelledAround('door', 2000, 2000)).map((each) => each.producerMs)).toEqual([2000]);
    await expect(images.ofStream('door', { limit: 1, after: 'x' })).rejects.toMatchObject({ kind: 'InvalidInput' });
  });

  it('finds a label in any stream, newest first, in pages of any size, each once', async () => {
    const all: Detection[] = [];
    for (let at = 0; at < 40; at++) {
      const taken = image(1000 + at, { streamName: at % 2 === 0 ? 'door' : 'yard' });
      const found = [detectionOf(taken, label('Person')), ...(at % 4 === 0 ? [detectionOf(taken, label('Dog'))] : [])];
      await detections.put(found, 8 * DAY_MS + 5);
      all.push(...found);
    }
    await detections.put(all.slice(0, 5), 8 * DAY_MS + 6);
    const pages = async (query: Omit<Parameters<DetectionStore['find']>[0], 'limit'>, limit: number) => {
      const times: number[] = [];
      let after: string | undefined;
      do {
        const found = await detections.find({ ...query, limit, ...(after === undefined ? {} : { after }) });
        times.push(...found.items.map((each) => each.producerMs));
        after = found.nextToken;
      } while (after !== undefined);
      return times;
    };

    const falling = Array.from({ length: 40 }, (_, index) => 1039 - index);
    for (const limit of [7, 40, 100]) {
      expect(await pages({ label: 'Person' }, limit)).toEqual(falling);
      expect(await pages({ label: 'Dog' }, limit)).toEqual(falling.filter((at) => at % 4 === 0));
      expect(await pages({ label: 'Person', streams: ['yard'] }, limit)).toEqual(falling.filter((at) => at % 2 === 1));
      expect(await pages({ streams: ['door', 'yard'] }, limit)).toHaveLength(50);
      expect(await pages({}, limit)).toHaveLength(50);
    }
    expect(await pages({ label: 'Person', fromMs: 1010, toMs: 1013 }, 2)).toEqual([1012, 1011, 1010]);
    expect(await pages({ label: 'Cat' }, 10)).toEqual([]);
    expect((await detections.find({ label: 'Dog', limit: 1 })).items).toEqual([detectionOf(image(1036), label('Dog'))]);
    expect(await detections.labels()).toEqual([
      { label: 'Dog', lastSeenMs: 8 * DAY_MS },
      { label: 'Person', lastSeenMs: 8 * DAY_MS },
    ]);
    await expect(detections.find({ limit: 1, after: '7' })).rejects.toMatchObject({ kind: 'InvalidInput' });
  });

  it('draws the newest of a span on the timeline, in order of time', async () => {
    for (const at of [1000, 2000, 3000]) await detections.put([detectionOf(image(at), label('Person'))], 0);

    const drawn = await new DetectionLayer(detections).between('door', 1000, 4000, 2);

    expect(drawn).toEqual([
      expect.objectContaining({ label: 'Person', confidence: 80, producerMs: 2000 }),
      expect.objectContaining({ producerMs: 3000, fragmentNumber: expect.stringMatching(/^9134/) }),
    ]);
  });

  it('events are claims: written over what was read, or not at all', async () => {
    await events.put(event(1000, 2000), undefined);
    const [read] = await events.touching('door', 'people', 2000, 9000);
    if (read === undefined) throw new Error('nothing was read');
    await events.put(event(1000, 3000), read);

    await expect(events.put(event(1000, 2500), read)).rejects.toMatchObject({ kind: 'Conflict' });
    await expect(events.put(event(1000, 2500), undefined)).rejects.toMatchObject({ kind: 'Conflict' });
    expect(await events.remove(read)).toBe(false);
    expect(await events.touching('door', 'people', 3001, 9000)).toEqual([]);
    expect(await events.touching('door', 'cars', 0, 9000)).toEqual([]);
    const [now] = await events.touching('door', 'people', 0, 1000);
    expect(now).toMatchObject(event(1000, 3000));
    expect(now === undefined ? false : await events.remove(now)).toBe(true);
    expect((await events.find({ limit: 10 })).items).toEqual([]);
  });

  it('gives events newest first, by stream, by label, and all', async () => {
    await events.put(event(1000, 2000), undefined);
    await events.put(event(5000, 5000, { streamName: 'yard', labels: ['Dog', 'Person'], notifiedMs: 7 }), undefined);
    await events.put(event(3000, 3000, { rule: 'pets', labels: ['Dog'] }), undefined);
    const begins = async (query: Omit<Parameters<FootageEventStore['find']>[0], 'limit'>) =>
      (await events.find({ ...query, limit: 10 })).items.map(({ beginMs }) => beginMs);

    expect(await begins({})).toEqual([5000, 3000, 1000]);
    expect(await begins({ label: 'Dog' })).toEqual([5000, 3000]);
    expect(await begins({ streams: ['door'] })).toEqual([3000, 1000]);
    expect(await begins({ streams: ['door', 'yard'], label: 'Person' })).toEqual([5000, 1000]);
    expect(await begins({ fromMs: 2000, toMs: 5000 })).toEqual([3000]);
    const { items, nextToken } = await events.find({ limit: 1 });
    expect(items).toEqual([event(5000, 5000, { streamName: 'yard', labels: ['Dog', 'Person'], notifiedMs: 7 })]);
    expect((await events.find({ limit: 9, after: nextToken ?? '' })).items).toHaveLength(2);
  });
});

import { S3ObjectLinks } from '../../../cloud/s3/S3ObjectLinks.ts';
import { S3ObjectStore } from '../../../cloud/s3/S3ObjectStore.ts';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import type { ObjectLinks } from '../../../core/ports/objectLinks.ts';
import type { ObjectStore } from '../../../core/ports/objectStore.ts';
import { type Followed, MemoryObjectLinks } from '../../simulation/memory/MemoryObjectLinks.ts';
import { MemoryObjectStore } from '../../simulation/memory/MemoryObjectStore.ts';
import { openBucket } from './localServices.ts';

const place = (key: string) => ({ bucket: 'archive', key });

describe.each(['S3', 'memory'])('links to objects in %s', (kind) => {
  let objects: ObjectStore;
  let links: ObjectLinks;
  let follow: (url: string) => Promise<Followed>;
  let close: () => Promise<void> = async () => undefined;
  /** Added to the clock that links are made by: who follows them goes by the real one. */
  let aheadMs = 0;

  beforeAll(async () => {
    const now = () => realSystem.clock.now() + aheadMs;
    if (kind === 'memory') {
      const memory = new MemoryObjectStore();
      const memoryLinks = new MemoryObjectLinks(memory, now);
      objects = memory;
      links = memoryLinks;
      follow = (url) => {
        aheadMs = 0;
        return memoryLinks.follow(url);
      };
    } else {
      const bucket = await openBucket({}, true);
      objects = new S3ObjectStore(bucket.client);
      links = new S3ObjectLinks(bucket.client, { ...realSystem.clock, now });
      follow = async (url) => {
        const answer = await fetch(url);
        const disposition = answer.headers.get('content-disposition');
        return { status: answer.status, body: await answer.text(), disposition };
      };
      close = bucket.close;
    }
    await objects.putIfAbsent(place("clips/a b+ü&'.mp4"), new TextEncoder().encode('footage'), 'video/mp4');
  });

  beforeEach(() => {
    aheadMs = 0;
  });

  afterAll(() => close());

  it('opens for whoever has it', async () => {
    const before = Math.floor(realSystem.clock.now() / 1000) * 1000;

    const { url, expiresMs } = await links.linkTo(place("clips/a b+ü&'.mp4"), { expiresSeconds: 300 });

    expect(await follow(url)).toMatchObject({ status: 200, body: 'footage', disposition: null });
    expect(expiresMs - before).toBeGreaterThanOrEqual(300_000);
    expect(expiresMs - realSystem.clock.now()).toBeLessThanOrEqual(300_000);
  });

  it('offers the file under the name that it is given', async () => {
    const request = { expiresSeconds: 300, fileName: 'front-door.mp4' };
    const { url } = await links.linkTo(place("clips/a b+ü&'.mp4"), request);
    expect(await follow(url)).toMatchObject({ status: 200, disposition: 'attachment; filename="front-door.mp4"' });
  });

  it('leads nowhere where there is nothing', async () => {
    const { url } = await links.linkTo(place('clips/none.mp4'), { expiresSeconds: 300 });
    expect((await follow(url)).status).toBe(404);
  });

  it('is shut for a link that was altered by one character, wherever', async () => {
    const { url } = await links.linkTo(place("clips/a b+ü&'.mp4"), { expiresSeconds: 300 });
    // From the path on: another host is nobody's.
    const first = url.indexOf('/', 'https://'.length) + 1;
    const altered = [...url.slice(first)].flatMap((character, index) => {
      if (!/[0-9a-zA-Z]/.test(character)) return [];
      const other = character === '7' ? '6' : /[0-9]/.test(character) ? '7' : character === 'x' ? 'y' : 'x';
      return [url.slice(0, first + index) + other + url.slice(first + index + 1)];
    });
    const statuses: number[] = [];
    for (const link of altered) statuses.push((await follow(link)).status);

    expect(altered.length).toBeGreaterThan(80);
    expect(statuses.filter((status) => status === 200)).toEqual([]);
    // A spoilt signature, time or name is refused, and does not break anything.
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
    const { status } = await follow(url.slice(0, -1) + (url.endsWith('0') ? '1' : '0'));
    expect(status).toBe(403);
  });

  it('is shut once it has expired', async () => {
    aheadMs = -301_000;
    const { url } = await links.linkTo(place("clips/a b+ü&'.mp4"), { expiresSeconds: 300 });
    expect((await follow(url)).status).toBe(403);
  });

  it.each([0, -1, 1.5, 604_801, Number.NaN])('is not made for %d seconds', async (expiresSeconds) => {
    await expect(links.linkTo(place('a'), { expiresSeconds })).rejects.toMatchObject({
      name: 'InvalidInput',
      details: { field: 'expires' },
    });
  });
});

import { ArchiverError } from '../../../core/errors.ts';
import { serverMs } from '../../../core/fragment.ts';
import type { ListedStream } from '../../../core/ports/streamDirectory.ts';
import { parseRetentionClasses } from '../../../core/retention/retentionClasses.ts';
import { type EnrolmentRule, parseEnrolmentRule } from '../../../core/streams/enrolmentRule.ts';
import { type EnrolmentPorts, enrol, withdraw } from '../../../functions/api/steps/enrolment.ts';
import { discoverStreams } from '../../../functions/fleet/steps/discoverStreams.ts';
import { MemoryObjectStore } from '../../simulation/memory/MemoryObjectStore.ts';
import { MemoryEnrolmentStore, MemoryStreamStore } from '../../simulation/memory/MemoryStreamStore.ts';
import { simulatedSystem } from '../../simulation/SimulatedClock.ts';
import { SimulatedFootage } from '../../simulation/SimulatedFootage.ts';

/** An account's streams, and automatic enrolment of them in virtual time. */
class Account {
  readonly system = simulatedSystem(1, Date.UTC(2026, 10, 21, 12));
  readonly footage = new SimulatedFootage(this.system);
  readonly listed: ListedStream[] = [];
  readonly tags = new Map<string, Record<string, string>>();
  readonly ports: EnrolmentPorts = {
    enrolments: new MemoryEnrolmentStore(),
    streams: new MemoryStreamStore(),
    objects: new MemoryObjectStore(),
    source: this.footage,
    workBucket: 'work',
    system: this.system,
    retentionClasses: parseRetentionClasses('{}'),
    expectations: { settleMs: 60_000, intervalMs: 100_000, periodMs: 300_000 },
  };
  tagCalls = 0;
  lists = 0;
  /** What a call for tags takes. */
  tagMs = 0;
  readonly told: string[] = [];

  add(streamName: string, tags: Record<string, string> = {}, retentionHours = 24): string {
    const streamArn = this.footage.create(streamName, retentionHours);
    this.listed.push({ streamName, streamArn });
    this.tags.set(streamArn, tags);
    return streamArn;
  }

  discover(rule: EnrolmentRule | undefined) {
    const { listed } = this;
    const pages = async function* (account: Account, prefix = '') {
      account.lists++;
      const matching = listed.filter(({ streamName }) => streamName.startsWith(prefix));
      // No order, as the service promises none.
      for (let first = matching.length; first > 0; first -= 1000)
        yield matching.slice(Math.max(0, first - 1000), first);
    };
    return discoverStreams({
      ...this.ports,
      rule,
      directory: {
        list: (prefix) => pages(this, prefix),
        tags: async (streamArn) => {
          this.tagCalls++;
          if (this.tagMs > 0) await this.system.clock.sleep(this.tagMs);
          return this.tags.get(streamArn) ?? {};
        },
      },
      log: (message, { streamName }) => this.told.push(`${String(streamName)} ${message}`),
    });
  }

  async enrolled(): Promise<string[]> {
    const names: string[] = [];
    let after: string | undefined;
    do {
      const page = await this.ports.enrolments.list(1000, after);
      names.push(...page.items.map(({ streamName }) => streamName));
      after = page.nextToken;
    } while (after !== undefined);
    return names.sort();
  }
}

const nameOf = (index: number) => `camera-${String(index).padStart(5, '0')}`;
const ARCHIVE = parseEnrolmentRule('archive=yes', '');

test('without a rule nothing is asked for', async () => {
  const account = new Account();
  account.add('door');

  expect(await account.discover(undefined)).toMatchObject({ looked: 0, enrolled: 0, complete: true });
  expect([account.lists, account.tagCalls]).toEqual([0, 0]);
});

test('streams with the tag are enrolled with default settings, once', async () => {
  const account = new Account();
  account.add('door', { archive: 'yes', site: '7' });
  account.add('yard', { archive: 'no' });
  account.add('hall');
  await enrol('hall', { tries: 9 }, account.ports);

  const first = await account.discover(ARCHIVE);
  const second = await account.discover(ARCHIVE);

  expect(first).toEqual({ candidates: 2, looked: 2, enrolled: 1, refused: 0, withdrawn: 0, complete: true });
  expect(second).toEqual({ candidates: 1, looked: 1, enrolled: 0, refused: 0, withdrawn: 0, complete: true });
  expect(await account.enrolled()).toEqual(['door', 'hall']);
  expect((await account.ports.enrolments.get('door'))?.settings).toMatchObject({ since: 'retention', tries: 5 });
  expect((await account.ports.enrolments.get('hall'))?.settings.tries).toBe(9);
});

test('the list that the distributed Map reads names them', async () => {
  const account = new Account();
  for (const name of ['a', 'b', 'c']) account.add(name, { archive: 'yes' });

  await account.discover(ARCHIVE);

  const shards: string[] = [];
  for await (const { key } of account.ports.objects.list('work', 'streams/')) {
    const { bytes } = await account.ports.objects.getBytes({ bucket: 'work', key });
    shards.push(Buffer.from(bytes).toString());
  }
  expect(shards.join('').trim().split('\n').sort()).toEqual(['a', 'b', 'c'].map((name) => `{"streamName":"${name}"}`));
});

test('by prefix no tags are read; with both, a stream must have both', async () => {
  const account = new Account();
  for (const name of ['site-7-a', 'site-8-a']) account.add(name);
  account.add('site-7-b', { archive: 'yes' });
  account.add('other', { archive: 'yes' });

  await account.discover(parseEnrolmentRule('archive', 'site-7-'));
  expect(await account.enrolled()).toEqual(['site-7-b']);
  const calls = account.tagCalls;

  await account.discover(parseEnrolmentRule('', 'site-'));
  expect(await account.enrolled()).toEqual(['site-7-a', 'site-7-b', 'site-8-a']);
  expect(account.tagCalls).toBe(calls);
});

test('what an owner removed is not enrolled again, until they enrol it themselves', async () => {
  const account = new Account();
  account.add('door', { archive: 'yes' });
  await account.discover(ARCHIVE);
  await withdraw('door', account.ports);

  expect(await account.discover(ARCHIVE)).toMatchObject({ enrolled: 0, withdrawn: 1 });
  expect(await account.enrolled()).toEqual([]);

  await enrol('door', {}, account.ports);
  const arn = (await account.ports.enrolments.get('door'))?.streamArn ?? '';
  expect((await account.ports.streams.get(arn))?.withdrawnMs).toBeUndefined();

  // A stream that is made again under the name is another one.
  await withdraw('door', account.ports);
  account.listed.pop();
  await account.system.clock.sleep(1);
  account.add('door', { archive: 'yes' });
  expect(await account.discover(ARCHIVE)).toMatchObject({ enrolled: 1, withdrawn: 0 });
});

test('a stream that cannot be enrolled is counted and told, and stops no other', async () => {
  const account = new Account();
  account.add('kept-for-nothing', { archive: 'yes' }, 0);
  account.add('door', { archive: 'yes' });
  account.listed.push({ streamName: 'gone', streamArn: 'arn:gone' });
  account.tags.set('arn:gone', { archive: 'yes' });

  expect(await account.discover(ARCHIVE)).toMatchObject({ looked: 3, enrolled: 1, refused: 2, complete: true });
  expect(account.told.sort()).toEqual(['door enrolled', 'gone not enrolled', 'kept-for-nothing not enrolled']);
});

test('a throttle ends the search; the next one goes on where this one was', async () => {
  const account = new Account();
  for (let i = 0; i < 40; i++) account.add(nameOf(i), i === 0 || i === 39 ? { archive: 'yes' } : {});
  const describe = account.footage.describe.bind(account.footage);
  account.footage.describe = async (streamName) => {
    if (streamName === nameOf(39)) throw new ArchiverError('Throttled', 'DescribeStream: too many');
    return describe(streamName);
  };

  await expect(account.discover(ARCHIVE)).rejects.toMatchObject({ kind: 'Throttled' });
  expect([account.tagCalls, await account.enrolled()]).toEqual([40, [nameOf(0)]]);

  account.footage.describe = describe;
  expect(await account.discover(ARCHIVE)).toMatchObject({ candidates: 39, enrolled: 1 });
  const place = await account.ports.objects.getBytes({ bucket: 'work', key: 'fleet/discovery.json' });
  expect(Buffer.from(place.bytes).toString()).toBe('{"after":""}');
});

test('50,000 streams whose tags are read: twenty a second, twelve minutes, and on from there', async () => {
  const account = new Account();
  for (let i = 0; i < 50_000; i++) account.listed.push({ streamName: nameOf(i), streamArn: `arn:${nameOf(i)}` });
  for (const i of [0, 14_399, 14_500, 49_999]) account.tags.set(`arn:${nameOf(i)}`, { archive: 'yes' });
  account.footage.describe = async (streamName) => ({
    streamName,
    streamArn: `arn:${streamName}`,
    createdMs: serverMs(0),
    retentionHours: 24,
  });
  const began = account.system.clock.now();

  const first = await account.discover(ARCHIVE);

  expect(first).toMatchObject({ candidates: 50_000, enrolled: 2, complete: false });
  expect(first.looked).toBeGreaterThan(14_390);
  expect(first.looked).toBeLessThan(14_450);
  expect(account.tagCalls).toBe(first.looked);
  expect(account.system.clock.now() - began).toBeLessThan(13 * 60_000);

  // Four hourly searches go round once.
  const others = [await account.discover(ARCHIVE), await account.discover(ARCHIVE), await account.discover(ARCHIVE)];
  expect(others.map(({ enrolled }) => enrolled)).toEqual([1, 0, 1]);
  expect(await account.enrolled()).toHaveLength(4);
}, 300_000);

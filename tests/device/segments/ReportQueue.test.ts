import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SegmentReport } from '../../../core/segments/segmentReport.ts';
import { ReportQueue } from '../../../device/segments/ReportQueue.ts';
import type { SegmentEvent } from '../../../device/segments/SegmentEvent.ts';
import { diskFiles } from '../../../device/spool/diskFiles.ts';
import type { SpoolFiles } from '../../../device/spool/SpoolFiles.ts';

const report = (clientID: string, endTime = '20000'): SegmentReport => ({
  clientID,
  deviceID: 'cam-1',
  streamName: 'door',
  begTime: '0',
  endTime,
  duration: '20',
});

describe('reports that wait', () => {
  let folder: string;
  let events: SegmentEvent[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kvs-archiver-reports-'));
    events = [];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const open = (more: { files?: SpoolFiles; most?: number } = {}) =>
    ReportQueue.open({ folder, files: diskFiles, onEvent: (event) => events.push(event), ...more });
  const idsOf = (queue: ReportQueue) => queue.all().map(({ clientID }) => clientID);

  test('stand on the disk, for their owner alone, until they are sent', async () => {
    const queue = await open();
    await queue.add(report('a'));
    await queue.add(report('b'));

    expect((await readdir(folder)).sort()).toEqual(['000000000001.json', '000000000002.json']);
    expect(JSON.parse(await readFile(join(folder, '000000000002.json'), 'utf8'))).toEqual(report('b'));
    await queue.removeFirst();
    expect(idsOf(queue)).toEqual(['b']);
    expect(await readdir(folder)).toEqual(['000000000002.json']);
    expect(events).toEqual([]);
  });

  test('are taken over by the next process in their order, the open segment last', async () => {
    const first = await open();
    for (const id of ['a', 'b', 'c']) await first.add(report(id));
    await first.removeFirst();
    await first.keepOpen(report('d', '4000'));
    await first.keepOpen(report('d', '6000'));

    const second = await open();

    expect(second.all()).toEqual([report('b'), report('c'), report('d', '6000')]);
    await second.add(report('e'));
    expect((await readdir(folder)).sort()).toEqual([2, 3, 4, 5].map((number) => `00000000000${number}.json`));
    expect(idsOf(await open())).toEqual(['b', 'c', 'd', 'e']);
  });

  test('a segment that was closed just before the process died is one report, the whole one', async () => {
    const first = await open();
    await first.keepOpen(report('a', '18000'));
    await first.add(report('a', '20000'));

    const second = await open();

    expect(second.all()).toEqual([report('a', '20000')]);
    expect(await readdir(folder)).toEqual(['000000000001.json']);
  });

  test('a file half written is passed over, one that is broken is told of, and neither is met again', async () => {
    const first = await open();
    await first.add(report('a'));
    await first.add(report('b'));
    await writeFile(join(folder, '000000000001.json'), '{"clientID":"a"');
    await writeFile(join(folder, '000000000003.json.part'), '{');
    await writeFile(join(folder, 'open.json'), '{"clientID":7}');

    const second = await open();

    expect(idsOf(second)).toEqual(['b']);
    expect(events).toEqual([
      {
        kind: 'segment-spool-trouble',
        because: expect.objectContaining({ message: expect.stringMatching(/001\.json holds no/) }),
      },
      {
        kind: 'segment-spool-trouble',
        because: expect.objectContaining({ message: expect.stringMatching(/open\.json holds no/) }),
      },
    ]);
    expect((await readdir(folder)).filter((name) => name.endsWith('.json'))).toEqual(['000000000002.json']);
  });

  test('of too many the oldest go, each told of', async () => {
    const queue = await open({ most: 2 });
    for (const id of ['a', 'b', 'c', 'd']) await queue.add(report(id));

    expect(idsOf(queue)).toEqual(['c', 'd']);
    expect(events).toEqual(
      ['a', 'b'].map((id) => ({ kind: 'segment-dropped', report: report(id), reason: '2 reports wait already' })),
    );
    expect(await readdir(folder)).toHaveLength(2);
  });

  test.each(['ENOSPC', 'EROFS', 'EIO'])('on a disk with %s they wait in memory, told of once', async (code) => {
    let broken = true;
    const files: SpoolFiles = {
      ...diskFiles,
      write: async (path, parts) => {
        if (broken) throw Object.assign(new Error(`${code}: write`), { code });
        await diskFiles.write(path, parts);
      },
    };
    const queue = await open({ files });
    await queue.add(report('a'));
    await queue.keepOpen(report('b', '1000'));
    broken = false;
    await queue.add(report('b'));

    expect(idsOf(queue)).toEqual(['a', 'b']);
    expect(events).toEqual([{ kind: 'segment-spool-trouble', because: expect.objectContaining({ code }) }]);
    expect(idsOf(await open())).toEqual(['b']);
  });
});

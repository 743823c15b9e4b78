import { createHash } from 'node:crypto';
import { ArchiverError, isArchiverError } from '../../core/errors.ts';
import type { ExportRecord } from '../../core/exports/Export.ts';
import { fragmentNumber, producerMs } from '../../core/fragment.ts';
import { initialState } from '../../core/streams/initialState.ts';
import { cancelExport, concludeExport } from '../../functions/export/steps/concludeExport.ts';
import { copyParts } from '../../functions/export/steps/copyParts.ts';
import type { PlanExportPorts } from '../../functions/export/steps/exportPorts.ts';
import { finishFile } from '../../functions/export/steps/finishFile.ts';
import { planExport } from '../../functions/export/steps/planExport.ts';
import { clipOf } from '../core/exports/clipsForExport.ts';
import { readPackets } from '../core/exports/readPackets.ts';
import { MemoryExportStore } from './memory/MemoryExportStore.ts';
import { MemoryLedger } from './memory/MemoryLedger.ts';
import { MemoryLedgerSpans, MemoryStreamNames } from './memory/MemoryLedgerSpans.ts';
import { MemoryObjectAssembler } from './memory/MemoryObjectAssembler.ts';
import { MemoryObjectStore } from './memory/MemoryObjectStore.ts';
import { MemoryStreamStore } from './memory/MemoryStreamStore.ts';
import { simulatedSystem } from './SimulatedClock.ts';

const START = Date.UTC(2026, 10, 21, 10);
const ARN = 'arn:aws:kinesisvideo:us-east-1:000000000000:stream/door/1';
const MIB = 1024 * 1024;

/** A function that ended in the middle of its work. */
class Killed extends Error {}

/** An export over memory: three archived clips, and a gap before the third. */
class ExportWorld {
  readonly system = simulatedSystem(1, START + 3_600_000);
  readonly objects = new MemoryObjectStore();
  readonly assembler = new MemoryObjectAssembler(this.objects);
  readonly exports = new MemoryExportStore();
  readonly ledger = new MemoryLedger();
  readonly streams = new MemoryStreamStore();
  readonly clips: Uint8Array[] = [];
  /** Ends a function before or after this call of a port, counted from 0. */
  killAt = Number.POSITIVE_INFINITY;
  calls = 0;

  async fill(padding: number): Promise<void> {
    await this.streams.create(
      initialState(
        { streamName: 'door', streamArn: ARN, retentionHours: 24, createdMs: START - 1000, status: 'ACTIVE' } as never,
        'now',
        START,
      ),
    );
    for (const [index, atMs] of [0, 4000, 60_000].entries()) {
      const bytes = await clipOf('h264-aac.mkv', START + atMs, index === 1 ? padding : 0);
      this.clips.push(bytes);
      const place = { bucket: 'archive', key: `clips/door/${index}.mp4` };
      await this.objects.putIfAbsent(place, bytes);
      await this.ledger.putClip({
        kind: 'clip',
        streamArn: ARN,
        streamName: 'door',
        planId: `00000000000${index}` as never,
        startProducerMs: producerMs(START + atMs),
        endProducerMs: producerMs(START + atMs + 4000),
        numbers: [1, 2, 3, 4].map((at) => fragmentNumber(String(index * 4 + at).padStart(47, '0'))),
        writtenMs: START + atMs + 9000,
        clip: { ...place, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
        source: 'FRAGMENTS',
      });
    }
  }

  async ask(exportId: string, more: Partial<ExportRecord> = {}): Promise<void> {
    await this.exports.put({
      ...{ exportId, streamName: 'door', fromMs: START, toMs: START + 100_000, gaps: 'keep', name: '' },
      ...{ createdMs: START, createdBy: 'anna', status: 'QUEUED', copied: {}, finished: {}, expiresMs: START * 2 },
      ...more,
    });
  }

  /** Ports whose calls are counted, and one of which ends the function. */
  ports(): PlanExportPorts {
    const watched = <Port extends object>(port: Port): Port =>
      new Proxy(port, {
        get: (target, name) => {
          const value: unknown = Reflect.get(target, name, target);
          if (typeof value !== 'function') return value;
          return (...given: unknown[]) => {
            const call = this.calls++;
            if (call === this.killAt) throw new Killed();
            return Reflect.apply(value, target, given) as unknown;
          };
        },
      });
    return {
      exports: watched<MemoryExportStore>(this.exports),
      objects: watched<MemoryObjectStore>(this.objects),
      assembler: watched<MemoryObjectAssembler>(this.assembler),
      workBucket: 'work',
      exportsBucket: 'exports',
      system: this.system,
      ledger: this.ledger,
      timeline: {
        names: new MemoryStreamNames(this.streams),
        streams: this.streams,
        spans: new MemoryLedgerSpans(this.ledger),
        clock: this.system.clock,
      },
    };
  }

  /** The machine: each step again while it is killed. */
  async run(exportId: string): Promise<ExportRecord | undefined> {
    const again = async <Output>(step: () => Promise<Output>): Promise<Output> => {
      for (;;) {
        try {
          return await step();
        } catch (error) {
          if (!(error instanceof Killed)) throw error;
        }
      }
    };
    try {
      const planned = await again(() => planExport({ exportId }, this.ports()));
      if (planned.status === 'planned') {
        for (const each of planned.batches) await again(() => copyParts({ exportId, ...each }, this.ports()));
        for (const each of planned.files) await again(() => finishFile({ exportId, ...each }, this.ports()));
        await again(() => concludeExport({ exportId }, this.ports()));
      }
    } catch (error) {
      if (!isArchiverError(error)) throw error;
      const failure = { Error: error.name, Cause: JSON.stringify({ errorMessage: error.message }) };
      await again(() => concludeExport({ exportId, failure }, this.ports()));
    }
    return this.exports.get(exportId);
  }

  get exported(): string[] {
    return [...this.objects.objects.keys()].filter((name) => name.startsWith('exports/'));
  }
}

/** @param padding of each of the 60 pictures of the second clip: above 180,000 bytes it is copied, and not read */
async function world(padding = 0): Promise<ExportWorld> {
  const made = new ExportWorld();
  await made.fill(padding);
  return made;
}

test.each([
  [0, 0],
  [190_000, 1],
])(
  'every sample once, with the hash that a reader gives; pictures longer by %d, %d part copied',
  async (padding, copies) => {
    const made = await world(padding);
    const copyPart = jest.spyOn(made.assembler, 'copyPart');
    await made.ask('export-1');

    const record = await made.run('export-1');

    expect(record).toMatchObject({ status: 'COMPLETE', plan: { files: [{ clips: 3, batches: 1 }] } });
    expect(copyPart).toHaveBeenCalledTimes(copies);
    const bytes = made.objects.objects.get(made.exported[0] ?? '') ?? new Uint8Array();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(record?.finished).toEqual({ '0': { sha256, crc64nvme: expect.stringMatching(/^.{11}=$/) } });
    const found = await readPackets(bytes);
    const each = await Promise.all(made.clips.map((clip) => readPackets(clip)));
    expect(found.map((track) => track.length)).toEqual([180, 192]);
    found.forEach((track, index) => {
      const expected = each.flatMap((tracks) => tracks[index] ?? []);
      const whole = (packets: readonly { data: Uint8Array }[]) => Buffer.concat(packets.map(({ data }) => data));
      expect(whole(track).equals(whole(expected))).toBe(true);
    });
    expect(made.assembler.uploads.size).toBe(0);
  },
);

test('killed at any call of any port, it comes to the same', async () => {
  const plain = await world();
  await plain.ask('export-1');
  await plain.run('export-1');
  const calls = plain.calls;
  const length = plain.objects.objects.get(plain.exported[0] ?? '')?.length;

  expect(calls).toBeGreaterThan(20);
  for (let killAt = 0; killAt < calls; killAt++) {
    const made = await world();
    await made.ask('export-1');
    made.killAt = killAt;

    const record = await made.run('export-1');

    expect([killAt, record?.status]).toEqual([killAt, 'COMPLETE']);
    expect([killAt, made.exported.length]).toEqual([killAt, 1]);
    expect(made.objects.objects.get(made.exported[0] ?? '')?.length).toBe(length);
  }
});

test('two machines at once make one file', async () => {
  const made = await world();
  await made.ask('export-1');

  const both = await Promise.all([made.run('export-1'), made.run('export-1')]);

  expect(both.map((record) => record?.status)).toEqual(['COMPLETE', 'COMPLETE']);
  expect(made.exported).toHaveLength(1);
  expect(made.assembler.uploads.size).toBe(0);
});

test('taken back between any two calls, nothing of it stays', async () => {
  const plain = await world();
  await plain.ask('export-1');
  await plain.run('export-1');
  for (let at = 0; at < plain.calls; at += 2) {
    const made = await world();
    await made.ask('export-1');
    made.killAt = at;
    // Whoever kills here is the one who takes it back, and the machine goes on.
    const run = made.run('export-1');
    await cancelExport('export-1', { ...made.ports(), ...{ exports: made.exports, objects: made.objects } });
    await run;
    await cancelExport('export-1', { ...made.ports(), ...{ exports: made.exports, objects: made.objects } });

    expect([at, (await made.exports.get('export-1'))?.status]).toEqual([at, 'CANCELED']);
    expect([at, made.exported]).toEqual([at, []]);
  }
});

test('a clip that is gone is skipped; without any the export fails by its name', async () => {
  const made = await world();
  await made.objects.delete({ bucket: 'archive', key: 'clips/door/1.mp4' });
  await made.ask('export-1');
  await made.ask('export-2', { fromMs: START - 9000, toMs: START - 5000 });

  const record = await made.run('export-1');

  expect(record?.status).toBe('COMPLETE');
  expect(record?.plan?.skipped).toContainEqual({ startMs: START + 4000, endMs: START + 8000, reason: 'missing' });
  expect(await made.run('export-2')).toMatchObject({
    status: 'ERROR',
    error: { code: 'NotFound', message: 'from: nothing of door is archived in the range as an MP4' },
  });
});

test.each([0, 190_000])(
  'a clip that is another by then fails the export, nothing half made stays (%d)',
  async (padding) => {
    const made = await world(padding);
    await made.ask('export-1');
    const planned = await planExport({ exportId: 'export-1' }, made.ports());
    expect(planned.status).toBe('planned');
    made.objects.objects.set('archive/clips/door/1.mp4', new Uint8Array(20 * MIB));

    const copied = copyParts({ exportId: 'export-1', file: 0, batch: 0 }, made.ports());

    await expect(copied).rejects.toThrow(ArchiverError);
    await concludeExport({ exportId: 'export-1', failure: { Error: 'Conflict', Cause: 'another' } }, made.ports());
    expect(made.assembler.uploads.size).toBe(0);
    expect(await made.exports.get('export-1')).toMatchObject({ status: 'ERROR', error: { code: 'Conflict' } });
  },
);

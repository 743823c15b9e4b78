import { listSegments, reportSegment, segmentListRequest } from '../../../functions/api/steps/segments.ts';
import { MemorySegmentStore } from '../../simulation/memory/MemorySegmentStore.ts';

const NOW = Date.UTC(2026, 10, 21, 14);
const REPORT = {
  clientID: '7a3e-1',
  deviceID: 'cam-1',
  streamName: 'door',
  begTime: '1795269183222',
  endTime: '1795269206866',
  duration: '22',
};

function api() {
  const segments = new MemorySegmentStore();
  let now = NOW;
  const clock = { now: () => now++, sleep: async () => undefined };
  return { segments, clock };
}

describe('a report', () => {
  it('is kept with the time of writing, and the same again is the same', async () => {
    const ports = api();

    const first = await reportSegment(REPORT, undefined, ports);
    const again = await reportSegment(REPORT, 'cam-1', ports);

    expect(first).toEqual({ ...REPORT, writtenMs: NOW });
    expect(again).toEqual(first);
  });

  it.each(Object.keys(REPORT).filter((field) => field !== 'clientID'))(
    'with another %s under the id of a kept one is a conflict, and changes nothing',
    async (field) => {
      const ports = api();
      const first = await reportSegment(REPORT, undefined, ports);
      const other = { ...REPORT, [field]: field.endsWith('Time') ? '1795269200000' : '1' };

      await expect(reportSegment(other, undefined, ports)).rejects.toMatchObject({
        kind: 'Conflict',
        message: expect.stringMatching(/^clientID: 7a3e-1 is the id of another segment/),
      });

      expect(await ports.segments.get('7a3e-1')).toEqual(first);
    },
  );

  it('of another device than the caller is refused by its field', async () => {
    const ports = api();

    await expect(reportSegment(REPORT, 'cam-2', ports)).rejects.toMatchObject({
      kind: 'InvalidInput',
      message: 'deviceID: cam-2 reports of itself alone',
    });

    expect(await ports.segments.get('7a3e-1')).toBeUndefined();
  });
});

describe('a list of segments', () => {
  it.each([
    [{ clientID: 'a' }, { clientID: 'a' }],
    [{ deviceID: 'cam-1' }, { deviceID: 'cam-1' }],
    [
      { deviceID: 'cam-1', from: '-2h', to: 'now' },
      { deviceID: 'cam-1', fromMs: NOW - 7_200_000, toMs: NOW },
    ],
    [
      { deviceID: 'cam-1', from: '5', limit: '7' },
      { deviceID: 'cam-1', fromMs: 5 },
    ],
  ])('%j', (query, expected) => {
    expect(segmentListRequest(query, NOW)).toEqual(expected);
  });

  it.each([
    [{}, /^deviceID: is missing/],
    [{ clientID: 'a', deviceID: 'b' }, /^clientID: /],
    [{ clientID: '' }, /^clientID: /],
    [{ deviceID: 'a b' }, /^deviceID: /],
    [{ deviceID: 'a', from: 'yesterday' }, /^from: /],
    [{ deviceID: 'a', to: '' }, /^to: /],
    [{ deviceID: 'a', from: '5', to: '5' }, /^from: 5 is not before to: 5$/],
  ])('refuses %j by name', (query, message) => {
    expect(() => segmentListRequest(query, NOW)).toThrow(
      expect.objectContaining({ kind: 'InvalidInput', message: expect.stringMatching(message) }),
    );
  });

  it('by an id is that segment, or none', async () => {
    const ports = api();
    const kept = await reportSegment(REPORT, undefined, ports);

    expect(await listSegments({ clientID: '7a3e-1' }, { limit: 1 }, ports)).toEqual({ items: [kept] });
    expect(await listSegments({ clientID: 'nobody' }, { limit: 1 }, ports)).toEqual({ items: [] });
    expect(await listSegments({ deviceID: 'cam-1', toMs: 5 }, { limit: 1 }, ports)).toEqual({ items: [] });
  });
});

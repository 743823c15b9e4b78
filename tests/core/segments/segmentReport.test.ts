import { parseIdentifier, parseSegmentReport, sameReport } from '../../../core/segments/segmentReport.ts';

const REPORT = {
  clientID: '7a3e-1',
  deviceID: 'cam-1',
  streamName: 'door',
  begTime: '1795269183222',
  endTime: '1795269206866',
  duration: '22',
};

describe('what a device says that it recorded', () => {
  it.each([
    ['as devices send it, the duration cut', {}],
    ['of no length', { endTime: REPORT.begTime, duration: '0' }],
    ['of a day', { begTime: '0', endTime: '86400000', duration: '86400' }],
    ['with ids of all visible characters', { clientID: `!"#$%&'()*+,-./09:;<=>?@AZ[\\]^_\`az{|}~` }],
  ])('%s', (_name, change) => {
    const report = { ...REPORT, ...change };

    expect(parseSegmentReport(report)).toEqual(report);
  });

  it.each([
    ['clientID', { clientID: undefined }],
    ['clientID', { clientID: '' }],
    ['clientID', { clientID: 'a b' }],
    ['clientID', { clientID: 'a'.repeat(129) }],
    ['clientID', { clientID: 7 }],
    ['deviceID', { deviceID: 'caméra' }],
    ['deviceID', { deviceID: null }],
    ['streamName', { streamName: 'a/b' }],
    ['begTime', { begTime: 1_795_269_183_222 }],
    ['begTime', { begTime: '2026-11-21T14:00:00Z' }],
    ['begTime', { begTime: '-1' }],
    ['begTime', { begTime: '01' }],
    ['begTime', { begTime: '253402300800000' }],
    ['endTime', { endTime: '1795269183221' }],
    ['endTime', { endTime: '1795355583223' }],
    ['endTime', { endTime: '1e13' }],
    ['duration', { duration: '22.5' }],
    ['duration', { duration: '1000000' }],
    ['duration', { duration: 22 }],
  ])('refuses a wrong %s by name: %j', (field, change) => {
    expect(() => parseSegmentReport({ ...REPORT, ...change })).toThrow(
      expect.objectContaining({ kind: 'InvalidInput', message: expect.stringMatching(new RegExp(`^${field}: `)) }),
    );
  });

  it('refuses what it does not know', () => {
    expect(() => parseSegmentReport({ ...REPORT, colour: 'red' })).toThrow(/colour/);
  });

  it.each([undefined, null, 'text', 7, [], [REPORT]])('refuses %j', (input) => {
    expect(() => parseSegmentReport(input)).toThrow(expect.objectContaining({ kind: 'InvalidInput' }));
  });

  it('is the same only when it says the same', () => {
    expect(sameReport(REPORT, { ...REPORT })).toBe(true);
    for (const field of Object.keys(REPORT)) expect(sameReport(REPORT, { ...REPORT, [field]: '1' })).toBe(false);
  });

  it('names the field of an identifier that is none', () => {
    expect(parseIdentifier('cam-1', 'thing')).toBe('cam-1');
    expect(() => parseIdentifier('a b', 'thing')).toThrow(/^thing: /);
    expect(() => parseIdentifier(undefined, 'thing')).toThrow(/^thing: /);
  });
});

import * as fc from 'fast-check';
import { parseRetentionClasses, requireRetentionClass, retireAt } from '../../../core/retention/retentionClasses.ts';
import { dueMs } from '../../../local/s3/lifecycle/expiry.ts';

const DAY = 86_400_000;

describe('retention classes', () => {
  it('are read from JSON; standard is always there and keeps for ever', () => {
    expect([...parseRetentionClasses('')]).toEqual([['standard', {}]]);
    const events = { expireDays: 30, storageClass: 'GLACIER_IR', transitionDays: 1 };
    const classes = parseRetentionClasses(JSON.stringify({ events, standard: { expireDays: 400 } }));

    expect([...classes]).toEqual([
      ['standard', { expireDays: 400 }],
      ['events', events],
    ]);
  });

  it.each([
    ['{', 'is no JSON'],
    ['[]', 'is no object of classes'],
    ['"x"', 'is no object of classes'],
    ['{"Events":{}}', '"Events" is no name'],
    ['{"events":{"expireDays":0}}', 'events.expireDays: '],
    ['{"events":{"expireDays":1.5}}', 'events.expireDays: '],
    ['{"events":{"days":1}}', 'events: '],
    ['{"events":null}', 'events: '],
    ['{"events":{"storageClass":"GLACIER","transitionDays":1}}', 'events.storageClass: '],
    ['{"events":{"storageClass":"GLACIER_IR"}}', 'storageClass and transitionDays go together'],
    ['{"events":{"transitionDays":3}}', 'storageClass and transitionDays go together'],
    ['{"a":{"storageClass":"STANDARD_IA","transitionDays":29}}', 'after 30 days at the earliest'],
    ['{"a":{"storageClass":"GLACIER_IR","transitionDays":5,"expireDays":5}}', 'is not before expireDays'],
  ])('refuses %s', (json, message) => {
    expect(() => parseRetentionClasses(json)).toThrow(`retentionClasses: `);
    expect(() => parseRetentionClasses(json)).toThrow(message);
  });

  it('names the classes there are where one is not', () => {
    const classes = parseRetentionClasses('{"events":{"expireDays":7}}');
    expect(requireRetentionClass(classes, 'events')).toEqual({ expireDays: 7 });
    expect(() => requireRetentionClass(classes, 'year')).toThrow(
      'retention: there is no class "year"; known are events, standard',
    );
  });

  it('retire at the midnight after their days, as lifecycle does', async () => {
    const classes = parseRetentionClasses('{"week":{"expireDays":7}}');
    expect(retireAt(classes, 'week', Date.UTC(2026, 10, 21, 14))).toBe(Date.UTC(2026, 10, 29));
    expect(retireAt(classes, 'week', Date.UTC(2026, 10, 21))).toBe(Date.UTC(2026, 10, 28));
    expect(retireAt(classes, 'standard', 5)).toBeUndefined();
    expect(retireAt(classes, 'gone', 5)).toBeUndefined();
    await fc.assert(
      fc.asyncProperty(fc.nat(4_000_000_000), fc.integer({ min: 1, max: 4000 }), async (seconds, expireDays) => {
        const at = retireAt(new Map([['c', { expireDays }]]), 'c', seconds * 1000) ?? 0;
        expect(at % DAY).toBe(0);
        expect(at).toBe(dueMs(seconds * 1000, expireDays));
      }),
      { seed: 7 },
    );
  });
});

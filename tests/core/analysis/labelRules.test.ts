import { confirmedSightings, spacingOf, spanToLookAt } from '../../../core/analysis/confirmedSightings.ts';
import { insideZone } from '../../../core/analysis/insideZone.ts';
import { type LabelRule, labelRule } from '../../../core/analysis/labelRule.ts';
import { sightingOf } from '../../../core/analysis/sightingOf.ts';
import { withinHours } from '../../../core/analysis/withinHours.ts';
import type { Label } from '../../../core/ports/labelDetector.ts';
import { parseEnrolmentSettings } from '../../../core/streams/enrolment.ts';

const rule = (more: Record<string, unknown> = {}): LabelRule =>
  labelRule.parse({ name: 'people', labels: ['Person'], ...more });
const label = (name: string, confidence: number, more: Partial<Label> = {}): Label => ({
  name,
  confidence,
  parents: [],
  categories: [],
  instances: [],
  ...more,
});
const box = (left: number, top: number, confidence: number) => ({
  confidence,
  box: { left, top, width: 0.2, height: 0.2 },
});

describe('what a rule sees', () => {
  const LEFT_HALF = [
    [0, 0],
    [0.5, 0],
    [0.5, 1],
    [0, 1],
  ];

  it.each([
    ['its label', rule(), [label('Person', 50)], { label: 'Person', confidence: 50 }],
    [
      'its label in other letters',
      rule({ labels: ['person'] }),
      [label('Person', 50)],
      { label: 'Person', confidence: 50 },
    ],
    [
      'a kind of it',
      rule({ labels: ['Vehicle'] }),
      [label('Car', 9, { parents: ['Vehicle'] })],
      { label: 'Car', confidence: 9 },
    ],
    [
      'the best of them',
      rule({ labels: ['A', 'B', 'C'] }),
      [label('C', 7), label('B', 7), label('A', 6)],
      { label: 'B', confidence: 7 },
    ],
    [
      'a cat rather than an animal, though it is less sure of that',
      rule({ labels: ['Animal'] }),
      [label('Animal', 90), label('Cat', 70, { parents: ['Animal', 'Mammal'] }), label('Mammal', 80)],
      { label: 'Cat', confidence: 70 },
    ],
    [
      'the same where the rule names both, whatever the case',
      rule({ labels: ['cat', 'animal'] }),
      [label('Cat', 70, { parents: ['ANIMAL'] }), label('Animal', 90)],
      { label: 'Cat', confidence: 70 },
    ],
    [
      'an animal where it is not sure enough of the cat',
      rule({ labels: ['Animal'], minConfidence: 80 }),
      [label('Animal', 90), label('Cat', 70, { parents: ['Animal'] })],
      { label: 'Animal', confidence: 90 },
    ],
    [
      'a cat alone, where the rule asks for cats: what they are a kind of is not asked for',
      rule({ labels: ['Cat'] }),
      [label('Animal', 90), label('Cat', 70, { parents: ['Animal'] })],
      { label: 'Cat', confidence: 70 },
    ],
    [
      'the surest, where kinds go round in a circle',
      rule({ labels: ['A'] }),
      [label('A', 5, { parents: ['B'] }), label('B', 6, { parents: ['A'] })],
      { label: 'B', confidence: 6 },
    ],
    ['nothing else', rule(), [label('Car', 99)], undefined],
    ['nothing that is not sure enough', rule({ minConfidence: 60 }), [label('Person', 59.9)], undefined],
    [
      'in its zone',
      rule({ zone: LEFT_HALF }),
      [label('Person', 90, { instances: [box(0.7, 0, 90), box(0.1, 0, 40)] })],
      { label: 'Person', confidence: 40 },
    ],
    [
      'nothing outside of its zone',
      rule({ zone: LEFT_HALF }),
      [label('Person', 90, { instances: [box(0.7, 0, 90)] })],
      undefined,
    ],
    ['nothing without a place, where it has a zone', rule({ zone: LEFT_HALF }), [label('Person', 90)], undefined],
    ['nothing outside of its hours', rule({ hours: { from: '22:00', to: '06:00' } }), [label('Person', 90)], undefined],
  ])('%s', (_name, given, labels, expected) => {
    const noon = Date.UTC(2026, 6, 1, 12);

    expect(sightingOf(given, labels, noon)).toEqual(expected);
    expect(sightingOf(given, [...labels].reverse(), noon)).toEqual(expected);
  });

  it.each([
    ['21:59', 0, false],
    ['22:00', 1, true],
    ['05:59', 2, true],
    ['06:00', 3, false],
  ])('hours over midnight at %s', (time, _index, expected) => {
    const at = Date.parse(`2026-07-01T${time}:00Z`);
    expect(withinHours({ from: '22:00', to: '06:00', timeZone: 'UTC' }, at)).toBe(expected);
  });

  it('hours are those of the zone, summer time as it is there', () => {
    const hours = { from: '08:00', to: '09:00', timeZone: 'Europe/Berlin' };

    expect(withinHours(hours, Date.UTC(2026, 6, 1, 6, 30))).toBe(true);
    expect(withinHours(hours, Date.UTC(2026, 0, 1, 6, 30))).toBe(false);
    expect(withinHours(hours, Date.UTC(2026, 0, 1, 7, 30))).toBe(true);
  });

  it('a zone may have a bay', () => {
    const bay: [number, number][] = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0.5, 0.2],
      [0, 1],
    ];

    expect(insideZone(bay, 0.5, 0.1)).toBe(true);
    expect(insideZone(bay, 0.5, 0.5)).toBe(false);
    expect(insideZone(bay, 0.1, 0.5)).toBe(true);
  });
});

describe('images in a row', () => {
  const seen = (...times: number[]) => times.map((producerMs) => ({ producerMs }));
  const times = (given: readonly { producerMs: number }[]) => given.map(({ producerMs }) => producerMs);

  it.each([
    ['three of three', [6000, 0, 3000], 3000, 3, [0, 3000, 6000]],
    ['two are not three', [0, 3000], 0, 3, []],
    ['one between was without', [0, 3000, 9000], 9000, 3, []],
    ['the row of the moment alone', [0, 3000, 30_000, 33_000], 33_000, 2, [30_000, 33_000]],
    ['a moment that nobody saw', [0, 3000], 1000, 1, []],
    ['half an interval late', [0, 4500], 0, 2, [0, 4500]],
    ['more than that', [0, 4501], 0, 2, []],
    ['one is enough where one is asked for', [5], 5, 1, [5]],
  ])('%s', (_name, given, at, images, expected) => {
    expect(times(confirmedSightings(seen(...given), at, images, spacingOf()))).toEqual(expected);
    expect(spanToLookAt(images, spacingOf())).toBe((images - 1) * 4500);
  });
});

describe('rules among the settings of a stream', () => {
  it('are taken with what they leave out', () => {
    const { rules } = parseEnrolmentSettings({ rules: [{ name: 'people', labels: ['Person'] }] });

    expect(rules).toEqual([
      { name: 'people', labels: ['Person'], minConfidence: 0, images: 1, mergeSeconds: 60, keep: true, notify: true },
    ]);
    expect(parseEnrolmentSettings({}).rules).toBeUndefined();
  });

  it.each([
    [/^rules\.1\.name: people is there twice$/, [rule(), rule()]],
    [/^rules\.0\.name: is not/, [{ ...rule(), name: 'A b' }]],
    [/^rules\.0\.labels: /, [{ name: 'a', labels: [] }]],
    [/^rules\.0\.minConfidence: /, [{ ...rule(), minConfidence: 101 }]],
    [
      /^rules\.0\.hours\.timeZone: is no time zone/,
      [{ ...rule(), hours: { from: '08:00', to: '09:00', timeZone: 'Berlin' } }],
    ],
    [/^rules\.0\.hours\.from: is not HH:MM/, [{ ...rule(), hours: { from: '8', to: '09:00' } }]],
    [/^rules\.0\.hours\.to: is the same/, [{ ...rule(), hours: { from: '08:00', to: '08:00' } }]],
    [
      /^rules\.0\.zone: /,
      [
        {
          ...rule(),
          zone: [
            [0, 0],
            [1, 1],
          ],
        },
      ],
    ],
    [
      /^rules\.0\.zone\.2\.1: /,
      [
        {
          ...rule(),
          zone: [
            [0, 0],
            [1, 1],
            [0, 2],
          ],
        },
      ],
    ],
    [/^rules\.0: .*colour/, [{ ...rule(), colour: 'red' }]],
    [/^rules: /, Array.from({ length: 21 }, (_, index) => ({ ...rule(), name: `r${index}` }))],
  ])('refuses with %s', (message, rules) => {
    expect(() => parseEnrolmentSettings({ rules })).toThrow(message);
  });
});

import fc from 'fast-check';
import type { DeviceEvent } from '../../../device/events/DeviceEvent.ts';
import { EventInbox } from '../../../device/events/EventInbox.ts';
import { eventTags } from '../../../device/events/eventTags.ts';
import { parseDeviceEvent, parseMetadata } from '../../../device/events/parseDeviceEvent.ts';

const IMAGE = { name: 'AWS_KINESISVIDEO_IMAGE_GENERATION', value: '' };
const NOTIFY = { name: 'AWS_KINESISVIDEO_NOTIFICATION', value: '' };
const numbered = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, `v${index}`]));

describe('the tags of an event', () => {
  test.each<[string, DeviceEvent, unknown[]]>([
    ['nothing', {}, []],
    ['an image', { image: true }, [IMAGE]],
    ['a notification', { notify: true }, [NOTIFY]],
    [
      'everything, the service’s own first',
      { image: true, notify: true, imagePrefix: 'door/front', metadata: { why: 'bell', who: '' } },
      [
        IMAGE,
        NOTIFY,
        { name: 'AWS_KINESISVIDEO_IMAGE_PREFIX', value: 'door/front' },
        { name: 'why', value: 'bell' },
        { name: 'who', value: '' },
      ],
    ],
    [
      'ten tags',
      { image: true, notify: true, metadata: numbered(8) },
      [IMAGE, NOTIFY, ...Object.entries(numbered(8)).map(([name, value]) => ({ name, value }))],
    ],
    [
      'the longest name and value',
      { metadata: { ['n'.repeat(128)]: 'é'.repeat(128) } },
      [{ name: 'n'.repeat(128), value: 'é'.repeat(128) }],
    ],
    [
      'the longest prefix',
      { image: true, imagePrefix: 'p'.repeat(256) },
      [IMAGE, { name: 'AWS_KINESISVIDEO_IMAGE_PREFIX', value: 'p'.repeat(256) }],
    ],
    ['a name that only looks like AWS', { metadata: { aws: '1' } }, [{ name: 'aws', value: '1' }]],
  ])('%s', (_name, event, tags) => {
    expect(eventTags(event)).toEqual(tags);
  });

  test.each<[string, DeviceEvent, RegExp]>([
    ['eleven tags', { image: true, notify: true, metadata: numbered(9) }, /^metadata: makes 11 tags/],
    ['a name of 129 bytes', { metadata: { ['n'.repeat(129)]: '' } }, /^metadata "n+": the name has 129 bytes/],
    ['a name of 65 characters and 130 bytes', { metadata: { ['é'.repeat(65)]: '' } }, /the name has 130 bytes/],
    ['a name of none', { metadata: { '': 'x' } }, /^metadata "": the name is empty/],
    ['a value of 257 bytes', { metadata: { a: 'v'.repeat(257) } }, /^metadata "a": the value has 257 bytes/],
    ['a reserved name', { metadata: { AWS_KINESISVIDEO_FRAGMENT_NUMBER: '1' } }, /begin with AWS are reserved$/],
    ['another reserved name', { metadata: { AWSome: '1' } }, /begin with AWS are reserved$/],
    ['a prefix of 257 bytes', { image: true, imagePrefix: 'p'.repeat(257) }, /^imagePrefix: has 257 bytes/],
    ['an empty prefix', { image: true, imagePrefix: '' }, /^imagePrefix: is empty/],
    ['a prefix without an image', { imagePrefix: 'p' }, /^imagePrefix: is of use only with image/],
    ['a NUL', { metadata: { a: 'b\0c' } }, /^metadata "a": the value has a control character/],
    ['a new line in a name', { metadata: { 'a\nb': '' } }, /the name has a control character/],
    ['half a character', { metadata: { a: '\ud800' } }, /is no valid Unicode/],
  ])('%s is refused before anything is sent', (_name, event, message) => {
    expect(() => eventTags(event)).toThrow(
      expect.objectContaining({ kind: 'InvalidInput', message: expect.stringMatching(message) }),
    );
  });

  test.each<[unknown, RegExp]>([
    [{ image: 'yes' }, /^image: /],
    [{ metadata: { a: 1 } }, /^metadata\.a: /],
    [{ metadata: [] }, /^metadata: /],
    [{ colour: 'red' }, /colour/],
    [null, /./],
    [[], /./],
    [{ imagePrefix: 'x' }, /^imagePrefix: /],
  ])('as JSON, %j is refused', (input, message) => {
    expect(() => parseDeviceEvent(input)).toThrow(expect.objectContaining({ message: expect.stringMatching(message) }));
  });

  test('metadata of a command line: the first = parts name and value', () => {
    expect(parseMetadata(['a=1', 'b=', 'c=d=e'], '--metadata')).toEqual({ a: '1', b: '', c: 'd=e' });
    for (const wrong of [['a'], ['=1'], ['a=1', 'a=2']]) {
      expect(() => parseMetadata(wrong, '--metadata')).toThrow(/^--metadata: /);
    }
  });
});

describe('events on their way to a fragment', () => {
  test('mark the next fragment once', () => {
    const inbox = new EventInbox();
    inbox.raise({ image: true, metadata: { why: 'bell' } });

    expect(inbox.take()).toEqual({ events: 1, tags: [IMAGE, { name: 'why', value: 'bell' }] });
    expect(inbox.take()).toEqual({ events: 0, tags: [] });
  });

  test('of the same fragment are written together, each tag once', () => {
    const inbox = new EventInbox();
    inbox.raise({ metadata: { why: 'bell' } });
    inbox.raise({ image: true, metadata: { why: 'bell', door: 'front' } });
    inbox.raise({});

    expect(inbox.take()).toEqual({
      events: 3,
      tags: [IMAGE, { name: 'why', value: 'bell' }, { name: 'door', value: 'front' }],
    });
  });

  test('one that says otherwise, or finds no room, marks the next fragment, and none overtakes it', () => {
    const inbox = new EventInbox();
    inbox.raise({ metadata: { why: 'bell' } });
    inbox.raise({ metadata: { why: 'knock' } });
    inbox.raise({ notify: true });
    inbox.raise({ metadata: numbered(9) });

    expect(inbox.take()).toEqual({ events: 1, tags: [{ name: 'why', value: 'bell' }] });
    expect(inbox.take()).toEqual({ events: 2, tags: [NOTIFY, { name: 'why', value: 'knock' }] });
    expect(inbox.take().events).toBe(1);
    expect(inbox.waiting).toBe(0);
  });

  test('are bounded, and whoever raises one too many is told so', () => {
    const inbox = new EventInbox();
    for (let index = 0; index < 100; index += 1) inbox.raise({ metadata: { at: String(index) } });

    expect(() => inbox.raise({ image: true })).toThrow(expect.objectContaining({ kind: 'Throttled' }));
    inbox.take();
    inbox.raise({ image: true });
    expect(inbox.waiting).toBe(100);
  });

  test('all come to a fragment, in their order, and no fragment bears more than ten tags', () => {
    const event = fc.record({
      image: fc.boolean(),
      notify: fc.boolean(),
      metadata: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), fc.constantFrom('1', '2'), {
        maxKeys: 7,
      }),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const inbox = new EventInbox();
        for (const each of events) inbox.raise(each);

        let taken = 0;
        while (inbox.waiting > 0) {
          const marks = inbox.take();
          expect(marks.events).toBeGreaterThan(0);
          expect(marks.tags.length).toBeLessThanOrEqual(10);
          const text = marks.tags.map(({ name, value }) => `${name}=${value}`);
          for (const each of events.slice(taken, taken + marks.events)) {
            expect(text).toEqual(expect.arrayContaining(eventTags(each).map(({ name, value }) => `${name}=${value}`)));
          }
          taken += marks.events;
        }
        expect(taken).toBe(events.length);
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});

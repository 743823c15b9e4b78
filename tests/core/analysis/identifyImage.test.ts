import * as fc from 'fast-check';
import { identifyImage } from '../../../core/analysis/identifyImage.ts';
import { isArchiverError } from '../../../core/errors.ts';
import { imageName } from '../../../core/images/imageObject.ts';

const NUMBER = '91343852333181432392682062607589146487325476543';
const START = 1_795_269_183_222;
const SERVER = START + 1400;
const metadata = (more: Record<string, string | undefined> = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries({
      aws_kinesisvideo_fragment_number: NUMBER,
      aws_kinesisvideo_producer_timestamp: String(START),
      aws_kinesisvideo_server_timestamp: String(SERVER),
      ...more,
    }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
const named = (timecodeMs: number, streamName = 'front-door', prefix = 'gate') =>
  imageName({
    prefix,
    accountId: '111122223333',
    streamName,
    timecodeMs,
    random: '6f2cbb2c-19f7-4c9c-9d39-2f0dd3b5d0aa',
    format: 'JPEG',
  });

describe('whose image it is', () => {
  it('says the stream, the moment, the fragment and the tags, without a fault', () => {
    const found = identifyImage(`images/front-door/${named(START + 3000)}`, metadata({ gate: 'north', Aws: '1' }));

    expect(found).toEqual({
      streamName: 'front-door',
      producerMs: START + 3000,
      fragmentNumber: NUMBER,
      serverMs: SERVER,
      tags: { aws: '1', gate: 'north' },
      faults: [],
    });
  });

  it.each([
    [
      'the selector is the server clock',
      named(SERVER + 5000),
      metadata({ aws_kinesisvideo_producer_timestamp: '1000' }),
      6000,
    ],
    ['the key lies in neither', named(77), metadata(), START],
    ['no producer time', named(START + 9), metadata({ aws_kinesisvideo_producer_timestamp: undefined }), START + 9],
    [
      'the producer time is no number',
      named(START + 9),
      metadata({ aws_kinesisvideo_producer_timestamp: '-1' }),
      START + 9,
    ],
    ['it is after the year 9999', named(5), metadata({ aws_kinesisvideo_producer_timestamp: '999999999999999' }), 5],
    ['the key is anything', 'door.jpg', metadata(), START],
  ])('the moment where %s', (_name, file, given, expected) => {
    expect(identifyImage(`images/front-door/${file}`, given).producerMs).toBe(expected);
  });

  it.each([
    ['a prefix and a stream with underscores', 'x', named(5, 'a_b', '000000000000_p'), 'a_b'],
    ['no prefix', 'x', named(5, 'cam_7', ''), 'cam_7'],
    ['a device that writes of another below its own name', 'images/cam-1', named(5, 'front-door'), 'cam-1'],
  ])('the stream: %s', (_name, folder, file, expected) => {
    expect(identifyImage(`${folder}/${file}`, {}).streamName).toBe(expected);
  });

  it('tells what is missing, and what is no number', () => {
    const { faults, ...found } = identifyImage(
      `images/front-door/${named(5)}`,
      metadata({ aws_kinesisvideo_fragment_number: 'x'.repeat(5000), aws_kinesisvideo_server_timestamp: undefined }),
    );

    expect(found).toEqual({ streamName: 'front-door', producerMs: START, tags: {} });
    expect(faults).toEqual([
      expect.stringMatching(/^aws_kinesisvideo_fragment_number: "x{200}…" is not/),
      'aws_kinesisvideo_server_timestamp is missing',
    ]);
  });

  it.each([
    ['nothing tells the stream', 'door.jpg', metadata()],
    ['the folder is no stream', 'images/a b/door.jpg', metadata()],
    ['nothing tells the moment', 'images/front-door/door.jpg', {}],
  ])('refuses it where %s', (_name, key, given) => {
    expect(() => identifyImage(key, given)).toThrow(expect.objectContaining({ kind: 'InvalidInput' }));
  });

  it('reads or refuses whatever anybody writes', () => {
    void fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.dictionary(fc.string(), fc.string()), (key, given) => {
        try {
          const { streamName, producerMs } = identifyImage(key, given);
          expect(streamName).toMatch(/^[a-zA-Z0-9_.-]{1,256}$/);
          expect(producerMs).toBeGreaterThanOrEqual(0);
        } catch (error) {
          if (!isArchiverError(error, 'InvalidInput')) throw error;
        }
      }),
      { seed: 7 },
    );
  });
});

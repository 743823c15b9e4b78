import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OpenDecoder, openDecoder } from '../../../cli/verify/decoder/openDecoder.ts';
import { realSystem } from '../../../cloud/system/realSystem.ts';
import { readDocument } from '../../../core/matroska/readDocument.ts';
import { mediaBytes } from '../../core/matroska/mediaBodies.ts';

let decoder: OpenDecoder;

beforeAll(async () => {
  const opened = await openDecoder(realSystem);
  if (opened === undefined) throw new Error('node-webcodecs has no decoder here');
  decoder = opened;
});
afterAll(() => decoder.close());

function picturesOf(name: string) {
  const { tracks, frames } = readDocument(mediaBytes(name));
  const video = tracks.find(({ type }) => type === 'video');
  const pictures = frames
    .filter(({ trackNumber }) => trackNumber === video?.number)
    .map(({ payload, keyframe }) => ({ bytes: payload, keyframe }));
  return { configuration: video?.codecPrivate ?? new Uint8Array(), pictures };
}

test.each([
  ['h264.mkv', 'avc1.64000a'],
  ['h264-bframes-aac-2s.mkv', 'avc1.64000a'],
  ['h265.mkv', 'hvc1.1.6.L30.90'],
])('%s decodes: each key frame by itself, and all of it', async (name, codec) => {
  const { configuration, pictures } = picturesOf(name);
  for (const picture of pictures.filter(({ keyframe }) => keyframe)) {
    expect(await decoder.decode({ codec, configuration }, [picture])).toEqual({ outcome: 'decoded' });
  }
  expect(await decoder.decode({ codec, configuration }, pictures)).toEqual({ outcome: 'decoded' });
});

test('what is no picture does not decode, and the decoder lives on', async () => {
  const { configuration, pictures } = picturesOf('h264.mkv');
  const [first] = pictures;
  if (first === undefined) throw new Error('there are pictures');
  const broken = { ...first, bytes: first.bytes.slice().fill(0x55, 40) };
  broken.bytes.fill(0x55, 4, 40);
  const track = { codec: 'avc1.64000a', configuration };
  expect(await decoder.decode(track, [broken])).toMatchObject({ outcome: 'failed' });
  expect(await decoder.decode(track, [first])).toEqual({ outcome: 'decoded' });
});

test('of what it does not know nothing is said', async () => {
  const outcome = await decoder.decode({ codec: 'mjpg' }, [{ bytes: new Uint8Array(100), keyframe: true }]);
  expect(outcome).toMatchObject({ outcome: 'unsupported' });
});

test('a process that dies over pictures fails them, and the next ones have another process', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kvs-archiver-decoder-'));
  const path = join(folder, 'dying.mjs');
  await writeFile(
    path,
    `process.on('message', ({ codec }) => codec === 'good' ? process.send({ outcome: 'decoded' }) : process.abort());
     process.on('disconnect', () => process.exit(0));
     process.send({ ready: true });`,
  );
  const dying = await openDecoder(realSystem, path);
  const outcomes = await Promise.all(['good', 'bad', 'good'].map((codec) => dying?.decode({ codec }, [])));
  expect(outcomes).toEqual([
    { outcome: 'decoded' },
    { outcome: 'failed', because: 'the decoder died over it (SIGABRT)' },
    { outcome: 'decoded' },
  ]);
  dying?.close();
  await rm(folder, { recursive: true });
});

test('where it does not start there is no decoder', async () => {
  expect(await openDecoder(realSystem, '/nowhere/decoder.mjs')).toBeUndefined();
});

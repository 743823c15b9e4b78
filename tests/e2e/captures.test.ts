import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FragmentCutter } from '../../core/matroska/FragmentCutter.ts';
import type { Track } from '../../core/matroska/Track.ts';
import { putWhole } from '../local/kvs/putMediaSender.ts';
import { expectArchivedOnce } from './harness/expectArchivedOnce.ts';
import type { FootageFragment } from './harness/footage.ts';
import { enrol, Installation } from './harness/Installation.ts';
import type { SentFragment } from './harness/push.ts';
import { archive } from './harness/runMachine.ts';

/** Bodies that AWS's own producers sent. They lie beside the project, where they are present at all. */
const CAPTURES = join(__dirname, '../../../shared/captures');
const names = ['putmedia-kvssink', 'putmedia-camera'].filter((name) => existsSync(join(CAPTURES, `${name}.mkv`)));
if (names.length === 0) {
  process.stdout.write('External captures are absent: what real producers sent is not archived here.\n');
}

let installation: Installation;
const sent = new Map<string, SentFragment[]>();

beforeAll(async () => {
  installation = await Installation.start();
  for (const name of names) {
    await enrol(installation, name);
    sent.set(name, await pushCapture(name));
  }
  await archive(installation, {});
}, 900_000);

afterAll(async () => {
  expect(await installation.remove()).toEqual([]);
  expect(installation.failures).toEqual([]);
});

/** Sends a capture as it is, in pieces of a network's size. */
async function pushCapture(name: string): Promise<SentFragment[]> {
  const body = readFileSync(join(CAPTURES, `${name}.mkv`));
  const acks = await putWhole({ port: installation.port, streamName: name }, body, 1400);
  expect(acks.filter((ack) => ack.EventType === 'ERROR')).toEqual([]);
  const numbers = acks.flatMap((ack) => (ack.EventType === 'PERSISTED' ? [ack.FragmentNumber ?? ''] : []));

  const cutter = new FragmentCutter();
  let tracks: readonly Track[] = [];
  const fragments: (FootageFragment & { cluster: Uint8Array })[] = [];
  for (const event of [...cutter.push(body), ...cutter.end()]) {
    if (event.kind === 'tracks') tracks = event.tracks;
    if (event.kind !== 'fragment') continue;
    const frames = event.frames.map(({ offset, length, ...frame }) => ({
      ...frame,
      payload: event.bytes.subarray(offset, offset + length),
    }));
    fragments.push({ producerMs: event.timecodeMs, frames, cluster: event.bytes });
  }
  expect(numbers).toHaveLength(fragments.length);
  const footage = { tracks, fragments };
  return fragments.map((fragment, index) => ({ ...fragment, number: numbers[index] ?? '', footage }));
}

test('captures are tried where they are present', () => {
  expect([...sent.keys()]).toEqual(names);
});

for (const name of names) {
  test(`${name} is archived frame by frame`, async () => {
    const { clips } = await expectArchivedOnce(installation, name, sent.get(name) ?? []);

    expect(clips.map(({ clip }) => clip.source)).toEqual(clips.map(() => 'GET_CLIP'));
    expect(clips.length).toBeGreaterThan(0);
  });
}

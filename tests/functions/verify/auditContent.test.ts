import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import type { Fragment } from '../../../core/fragment.ts';
import type { ClipRow, StoredFile } from '../../../core/ledger/ledgerRow.ts';
import { summaryOf } from '../../../core/ledger/rowSummary.ts';
import type { BundleManifest, ClipManifest } from '../../../core/manifests/manifest.ts';
import { concatBytes } from '../../../core/matroska/ebml/encode.ts';
import { readDocument } from '../../../core/matroska/readDocument.ts';
import { readFragment } from '../../../core/matroska/readFragment.ts';
import { Mp4Inspector } from '../../../core/mp4/Mp4Inspector.ts';
import { makePlan } from '../../../core/plans/makePlan.ts';
import type { DecodeOutcome } from '../../../core/ports/pictureDecoder.ts';
import { STANDARD_CLASS } from '../../../core/retention/retentionClasses.ts';
import { manifestKeyOf } from '../../../core/verify/comparePlan.ts';
import { buildClip } from '../../../functions/archive/steps/buildClip.ts';
import { FragmentSpool } from '../../../functions/archive/steps/FragmentSpool.ts';
import { settlePlan } from '../../../functions/archive/steps/settlePlan.ts';
import { storeBundle } from '../../../functions/archive/steps/storeBundle.ts';
import { auditContent } from '../../../functions/verify/steps/auditContent.ts';
import { type AuditPorts, emptyTally } from '../../../functions/verify/steps/auditPorts.ts';
import type { DecodeDepth } from '../../../functions/verify/steps/PictureGroups.ts';
import { repairWindow } from '../../../functions/verify/steps/repairWindow.ts';
import { readDocuments } from '../../core/matroska/mediaBodies.ts';
import { ArchiveWorld } from '../../simulation/ArchiveWorld.ts';

const START = Date.UTC(2025, 5, 1, 10);

/** A plan of real footage that was archived from its fragments, in memory: clip, bundle, manifests, row. */
async function archived(name: string) {
  const world = new ArchiveWorld({ seed: 1 });
  const streamArn = await world.enrol('door');
  const documents = readDocuments(name, { startMs: START, size: 'known' });
  const fragments = documents.map((document): Fragment => {
    const { fragmentNumber: number, producerMs, serverMs } = readFragment(document);
    return { number, producerMs, serverMs, lengthMs: 900, bytes: document.length };
  });
  const plan = makePlan({ streamArn, streamName: 'door' }, fragments, false);
  const spool = await FragmentSpool.open(tmpdir());
  for (const document of documents) await spool.add(document);
  const ports = {
    system: world.system,
    source: world.footage,
    streams: world.streams,
    ledger: world.ledger,
    objects: world.objects,
    retentionClasses: world.retentionClasses,
    workBucket: 'work',
    temporaryFolder: tmpdir(),
  };
  const window = repairWindow(
    streamArn,
    { streamName: 'door', arns: [], folders: [] },
    { bucket: 'archive', prefix: '' },
    ports,
  );
  const clip = await buildClip(plan, spool, window, ports);
  const bundle = await storeBundle(plan, spool, window, STANDARD_CLASS, ports);
  await spool.close();
  await settlePlan(plan, { clip, bundle, source: 'FRAGMENTS' }, window, ports);
  const [row] = [...world.ledger.rows.values()];
  if (row?.kind !== 'clip' || row.clip === undefined || row.bundle === undefined) throw new Error('it was archived');
  return { world, ports: ports as unknown as AuditPorts, row, clip: row.clip, bundle: row.bundle };
}

type Archived = Awaited<ReturnType<typeof archived>>;

async function codes({ ports, row }: Archived, decode?: DecodeDepth): Promise<string[]> {
  const moments = { nowMs: START, youngSinceMs: START };
  const settings = decode === undefined ? {} : { decode };
  const found = await auditContent(summaryOf(row), new Set(), moments, settings, ports, emptyTally());
  return found.map(({ code, message }) => `${code}: ${message}`);
}

/** Stores other bytes as if they had been archived so: row and manifest tell of them. */
function plant(archive: Archived, file: StoredFile, change: (bytes: Uint8Array) => Uint8Array): void {
  const { world, row } = archive;
  const place = `${file.bucket}/${file.key}`;
  const bytes = change(new Uint8Array(world.objects.objects.get(place) ?? []));
  const told = { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  world.objects.objects.set(place, bytes);
  const [key] = [...world.ledger.rows.keys()];
  const what = file === archive.clip ? 'clip' : 'bundle';
  const changed: ClipRow = { ...row, [what]: { ...file, ...told } };
  world.ledger.rows.set(key ?? '', changed);
  const manifestPlace = `${file.bucket}/${manifestKeyOf(file.key)}`;
  const manifest = JSON.parse(Buffer.from(world.objects.objects.get(manifestPlace) ?? []).toString()) as
    | ClipManifest
    | BundleManifest;
  const inner =
    'clip' in manifest ? { clip: { ...manifest.clip, ...told } } : { bundle: { ...manifest.bundle, ...told } };
  world.objects.objects.set(manifestPlace, Buffer.from(JSON.stringify({ ...manifest, ...inner })));
}

/** Flips a bit of the n-th byte behind the first place of a word. */
const flip =
  (word: Uint8Array | string, behind: number) =>
  (bytes: Uint8Array): Uint8Array => {
    const at = Buffer.from(bytes).indexOf(Buffer.from(word as string, 'latin1')) + behind;
    const changed = bytes.slice();
    changed[at] = (changed[at] ?? 0) ^ 0x10;
    return changed;
  };

/** The first picture of a fixture that is longer than so many bytes. */
function pictureOf(name: string, bytes: number): Uint8Array {
  const { tracks, frames } = readDocument(readDocuments(name)[0] ?? new Uint8Array());
  const video = tracks.find(({ type }) => type === 'video')?.number;
  const found = frames.find(({ trackNumber, payload }) => trackNumber === video && payload.length > bytes);
  if (found === undefined) throw new Error(`${name} has no such picture`);
  return found.payload;
}

describe.each(['h264-aac.mkv', 'h264-bframes-aac-2s.mkv', 'h265.mkv', 'h264-alaw.mkv'])('%s, archived', (name) => {
  it('is right to the last sample, and clip and bundle hold the same', async () => {
    expect(await codes(await archived(name))).toEqual([]);
  });

  it('is decoded: its key frames, or every picture', async () => {
    const archive = await archived(name);
    const asked: number[] = [];
    const decode = async (_track: unknown, { length }: { length: number }): Promise<DecodeOutcome> => {
      asked.push(length);
      return { outcome: asked.length === 2 ? 'failed' : 'decoded', because: 'grey' };
    };
    const watched = { ...archive, ports: { ...archive.ports, pictures: { decode } } };
    const groups = archive.row.numbers.length;

    expect(await codes(watched, 'key-frames')).toEqual([expect.stringMatching(/^does-not-decode: .* on: grey$/)]);
    expect(asked).toEqual(Array(groups).fill(1));
    asked.length = 0;
    await codes(watched, 'all');
    expect(asked).toHaveLength(groups);
    const [video] = inspect(archive).tracks;
    expect(asked.reduce((sum, count) => sum + count, 0)).toBe(video?.sampleCount);
  });
});

function inspect({ world, clip }: Archived) {
  const inspector = new Mp4Inspector();
  inspector.push(new Uint8Array(world.objects.objects.get(`${clip.bucket}/${clip.key}`) ?? []));
  return inspector.end();
}

test.each<[string, (archive: Archived) => void, RegExp]>([
  [
    'a clip whose first picture is cut into other units',
    (archive) => plant(archive, archive.clip, flip(pictureOf('h264-aac.mkv', 0), 2)),
    /^sample-broken: .*sample 0 of track 1: /,
  ],
  [
    'a clip whose tables point elsewhere',
    (archive) => plant(archive, archive.clip, flip('stco', 9)),
    /^(sample-broken|media-wrong): /,
  ],
  [
    'a bundle that ends early',
    (archive) => plant(archive, archive.bundle, (bytes) => bytes.subarray(0, bytes.length - 10)),
    /^bundle-broken: .*cut off by the end of the bundle/,
  ],
  [
    'a bundle that lacks its last fragment',
    (archive) =>
      plant(archive, archive.bundle, (bytes) => {
        const tags = Buffer.from(bytes).lastIndexOf(Buffer.from([0x12, 0x54, 0xc3, 0x67]));
        return bytes.subarray(0, tags);
      }),
    /^bundle-broken: .*it holds 3 fragments, and the ledger tells 4/,
  ],
  [
    'a bundle with a picture of another clip',
    (archive) => plant(archive, archive.bundle, flip(pictureOf('h264-aac.mkv', 400), 300)),
    /^bundle-broken: .*its picture \d+ is not that of the clip/,
  ],
  [
    'a bundle that is none',
    (archive) => plant(archive, archive.bundle, (bytes) => bytes.map((byte) => byte ^ 0x55)),
    /^bundle-broken: /,
  ],
])('%s is told, though its checksum is right', async (_name, break_, told) => {
  const archive = await archived('h264-aac.mkv');
  break_(archive);
  const found = await codes(archive);
  expect(found).toEqual([expect.stringMatching(told)]);
});

test('documents as KVS gave them are read as a bundle too', async () => {
  const archive = await archived('h264-aac.mkv');
  const documents = readDocuments('h264-aac.mkv', { startMs: START, size: 'known' });
  plant(archive, archive.bundle, () => concatBytes(documents));
  // Their places are others than those of the one document that was there.
  expect(await codes(archive)).toEqual([expect.stringMatching(/^manifest-wrong: .*fragment \d+ at byte/)]);
});

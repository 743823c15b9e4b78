// Prints one fragment as this producer sends it beside one of another PutMedia body, element by element.
// Run: node scripts/compare-fragments.mjs their-body.mkv [video-file]
// Where ffprobe and mkvinfo are installed, what they read of ours is printed too.
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const MASTERS = new Set([
  'Ebml',
  'Segment',
  'Info',
  'Tracks',
  'TrackEntry',
  'Video',
  'Audio',
  'Cluster',
  'Tags',
  'Tag',
  'SimpleTag',
]);

const ENTRY = `
export { ElementId, elementName } from './core/matroska/ebml/ElementId.ts';
export { documentHeader } from './device/putMedia/documentHeader.ts';
export { encodeFragment } from './device/putMedia/encodeFragment.ts';
export { Fragmenter } from './device/media/Fragmenter.ts';
export { FileSource } from './device/sources/FileSource.ts';
export { realSystem } from './cloud/system/realSystem.ts';
`;

const [theirs, video = join(ROOT, 'tests/media/h264.mkv')] = process.argv.slice(2);
if (theirs === undefined) {
  process.stderr.write('usage: node scripts/compare-fragments.mjs their-body.mkv [video-file]\n');
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), 'compare-fragments-'));
try {
  const bundle = join(folder, 'producer.mjs');
  await build({
    stdin: { contents: ENTRY, resolveDir: ROOT, loader: 'ts' },
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  const producer = await import(pathToFileURL(bundle).href);
  const ours = await bodyOf(producer, video);
  const rows = align(walk(producer, await readFile(theirs)), walk(producer, ours));
  for (const [name, a, b] of rows) {
    process.stdout.write(`${name.padEnd(34)} | ${a.padEnd(44)} | ${b.padEnd(44)} | ${a === b ? '' : 'differs'}\n`);
  }
  const body = join(folder, 'ours.mkv');
  await writeFile(body, ours);
  read('ffprobe', [
    '-v',
    'warning',
    '-count_packets',
    '-show_entries',
    'stream=codec_name,width,height,nb_read_packets',
    body,
  ]);
  read('mkvinfo', [body]);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Header and all fragments of a file, as PutMedia gets them. */
async function bodyOf({ FileSource, Fragmenter, documentHeader, encodeFragment, realSystem }, location) {
  const source = await FileSource.open({
    location,
    speed: 'max',
    loop: false,
    startMs: 1_795_000_000_000,
    system: realSystem,
  });
  const fragmenter = new Fragmenter(source.tracks, { holdLast: true });
  const fragments = [];
  for await (const frame of source.frames()) fragments.push(fragmenter.push(frame));
  fragments.push(...fragmenter.flush());
  await source.close();
  const header = documentHeader(source.tracks, 'my-stream', realSystem.random.bytes(16));
  return Buffer.concat([header.bytes, ...fragments.filter(Boolean).map((each) => encodeFragment(each, []))]);
}

/** The elements up to the end of the first fragment; of its blocks the first two. */
function walk({ elementName }, bytes) {
  const rows = [];
  let clusters = 0;
  let blocks = 0;
  const step = (from, to, depth) => {
    let at = from;
    while (at < to) {
      const idLength = Math.clz32(bytes[at]) - 23;
      const id = bytes.readUIntBE(at, idLength);
      const sizeAt = at + idLength;
      const sizeLength = Math.clz32(bytes[sizeAt]) - 23;
      let size = bytes[sizeAt] & (0xff >> sizeLength);
      let unknown = size === 0xff >> sizeLength;
      for (let i = 1; i < sizeLength; i += 1) {
        unknown &&= bytes[sizeAt + i] === 0xff;
        size = size * 256 + bytes[sizeAt + i];
      }
      const dataAt = sizeAt + sizeLength;
      const name = elementName(id);
      if (name === 'Cluster') clusters += 1;
      if (clusters > 1) return at;
      const isBlock = name === 'SimpleBlock';
      if (isBlock) blocks += 1;
      if (!isBlock || blocks <= 2) {
        rows.push([
          `${' '.repeat(depth)}${name}`,
          describe(name, bytes.subarray(dataAt, dataAt + (unknown ? 0 : size)), unknown, sizeLength),
        ]);
      }
      if (unknown) {
        at = dataAt;
        depth = name === 'Segment' ? 1 : 2;
      } else {
        if (MASTERS.has(name)) step(dataAt, dataAt + size, depth + 1);
        at = dataAt + size;
        if (name === 'Tags') depth = 1;
      }
    }
    return at;
  };
  step(0, bytes.length, 0);
  rows.push([' (SimpleBlocks in the fragment)', `${blocks}`]);
  return rows;
}

function describe(name, data, unknown, sizeLength) {
  if (unknown) return `size unknown in ${sizeLength} byte${sizeLength === 1 ? '' : 's'}`;
  if (name === 'SimpleBlock') {
    const nal = data.subarray(4, 10).toString('hex');
    return `track ${data[0] & 0x7f} +${data.readInt16BE(1)} flags 0x${data[3].toString(16)} ${nal}…`;
  }
  if (MASTERS.has(name)) return `size in ${sizeLength} byte${sizeLength === 1 ? '' : 's'}`;
  if (/^(DocType|CodecId|Name|Title|MuxingApp|WritingApp|TagName|TagString)$/.test(name))
    return JSON.stringify(data.toString().replace(/\0+$/, ''));
  if (data.length <= 8 && name !== 'SamplingFrequency') {
    const value = data.length === 0 ? 0n : BigInt(`0x${data.toString('hex')}`);
    return `${value} in ${data.length} byte${data.length === 1 ? '' : 's'}`;
  }
  return `${data.length} bytes ${data.subarray(0, 12).toString('hex')}…`;
}

/** Puts both lists side by side: an element that one has not stands alone. */
function align(a, b) {
  const rows = [];
  let at = 0;
  for (const [name, value] of a) {
    const found = b.findIndex(([other], index) => index >= at && other === name);
    if (found < 0) {
      rows.push([name, value, '-']);
      continue;
    }
    for (; at < found; at += 1) rows.push([b[at][0], '-', b[at][1]]);
    rows.push([name, value, b[found][1]]);
    at = found + 1;
  }
  for (; at < b.length; at += 1) rows.push([b[at][0], '-', b[at][1]]);
  return rows;
}

function read(program, args) {
  const { error, status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (error?.code === 'ENOENT') process.stdout.write(`\n${program}: not installed\n`);
  else
    process.stdout.write(
      `\n${program} (exit code ${status})\n${stderr}${stdout.split('\n').slice(0, 40).join('\n')}\n`,
    );
}

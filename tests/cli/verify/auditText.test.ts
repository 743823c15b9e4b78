import { type AuditSummary, findingText, summaryText } from '../../../cli/verify/auditText.ts';
import { emptyTally } from '../../../functions/verify/steps/auditPorts.ts';

const MIB = 1024 * 1024;
const tally = {
  ...emptyTally(),
  streams: 2,
  rows: 1000,
  clips: 1000,
  objects: 4000,
  bytes: 10 * MIB,
  fragments: 1,
  read: 2000,
  readBytes: 10 * MIB,
};
const clean: AuditSummary = { level: 'presence', decode: 'none', clean: true, findings: {}, tally, tookMs: 2000 };

test('what is all there is told in a line, with what was looked at and how deep', () => {
  const [first, second] = summaryText(clean).split('\n');
  expect(first).toMatch(
    /^It is all there: 2 streams, 1,?000 clips, 0 gaps, 4,?000 objects of .*, 1 fragment still in KVS\.$/,
  );
  expect(second).toMatch(/^presence: files are there in their size; their bytes were not read\. .*500 rows\/s$/);
});

test('gaps are no findings, and are not kept quiet; nor is what retention has taken', () => {
  const text = summaryText({ ...clean, tally: { ...tally, gaps: 3, tombstones: 2 } });
  expect(text).toContain('It is all there, but for the gaps, which kvs-archiver gaps lists: ');
  expect(text).toContain('3 gaps, 2 clips retired or erased');
});

test.each([
  ['ledger', 'none', 'the bucket was not looked at. '],
  ['content', 'none', 'Nothing was decoded (--decode none).'],
  ['content', 'no-decoder', 'Nothing was decoded: node-webcodecs has no decoder here.'],
  ['content', 'key-frames', '7 key frames decoded; 2 are nothing for this decoder.'],
  ['content', 'all', '7 pictures decoded; 2 are nothing for this decoder.'],
] as const)('level %s with --decode %s says so', (level, decode, words) => {
  const text = summaryText({ ...clean, level, decode, tally: { ...tally, decoded: 7, undecoded: 2 } });
  expect(text).toContain(words);
  expect(text.includes('objects of')).toBe(level !== 'ledger');
  expect(text.includes('files read')).toBe(level === 'content');
});

test('what is not there is counted by code, each with what it means', () => {
  const text = summaryText({ ...clean, clean: false, findings: { 'clip-missing': 12, 'sample-broken': 1 } });
  expect(text.split('\n')).toEqual([
    expect.stringMatching(/^NOT all is there\. Looked at: 2 streams, /),
    '      12  clip-missing: the ledger names a clip that the bucket does not hold',
    '       1  sample-broken: a sample of the clip does not lie, or is not made, as its tables and its codec tell',
    expect.stringMatching(/^presence: .*500 rows\/s$/),
  ]);
});

test('a finding is a line: code, stream, what exactly', () => {
  expect(findingText({ code: 'orphan', streamName: 'door', message: 'clips/door/a.mp4: no row' })).toBe(
    'orphan            door  clips/door/a.mp4: no row',
  );
});
